package dev.durable.aot;

import java.time.Duration;

import dev.durable.Activity;
import dev.durable.OrchestrationClient;
import dev.durable.OrchestrationContext;
import dev.durable.OrchestrationStatus;
import dev.durable.Orchestrator;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.transaction.annotation.Transactional;

/**
 * An application that runs one orchestration and says what came of it.
 */
@SpringBootConfiguration
@EnableAutoConfiguration
class AheadOfTimeApplication {

	static final String OUTPUT = "Output: ";

	public static void main(String[] arguments) {
		try (ConfigurableApplicationContext context = SpringApplication.run(AheadOfTimeApplication.class, arguments)) {
			OrchestrationClient client = context.getBean(OrchestrationClient.class);
			OrchestrationStatus status = client.waitForCompletion(client.start("Greet", "Ada"), Duration.ofSeconds(30));
			System.out.println(OUTPUT + status.output(String.class));
		}
	}

	@Bean
	Greetings greetings() {
		return new Greetings();
	}

	interface Politeness {

		@Activity("SayHello")
		String sayHello(String name);

	}

	static class Greetings implements Politeness {

		@Orchestrator("Greet")
		String greet(OrchestrationContext context, String name) {
			return context.activities(Politeness.class).sayHello(name)
					+ context.callActivity("SayGoodbye", name, String.class).await();
		}

		@Override
		@Transactional
		public String sayHello(String name) {
			return "Hello " + name + "! ";
		}

		@Activity(value = "SayGoodbye", transactional = true)
		String sayGoodbye(String name) {
			return "Goodbye " + name + "!";
		}

	}

}
