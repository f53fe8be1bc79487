package dev.durable.autoconfigure;

import dev.durable.Activity;
import dev.durable.OrchestrationContext;
import dev.durable.Orchestrator;

import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/**
 * An application with one orchestrator and one activity.
 */
@Configuration(proxyBeanMethods = false)
class GreetingConfiguration {

	@Bean
	Greetings greetings() {
		return new Greetings();
	}

	static class Greetings {

		@Orchestrator("Greet")
		String greet(OrchestrationContext context, String name) {
			return context.callActivity("SayHello", name, String.class).await();
		}

		@Activity("SayHello")
		String sayHello(String name) {
			return "Hello " + name + "!";
		}

	}

}
