package dev.durable.operations;

import java.time.Duration;

import dev.durable.Activity;
import dev.durable.ActivityLocality;
import dev.durable.ActivityOptions;
import dev.durable.OrchestrationContext;
import dev.durable.Orchestrator;
import dev.durable.RetryPolicy;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.micrometer.tracing.opentelemetry.autoconfigure.OpenTelemetryTracingAutoConfiguration;
import org.springframework.boot.security.autoconfigure.SecurityAutoConfiguration;
import org.springframework.boot.security.autoconfigure.UserDetailsServiceAutoConfiguration;
import org.springframework.boot.security.autoconfigure.actuate.web.servlet.ManagementWebSecurityAutoConfiguration;
import org.springframework.boot.security.autoconfigure.web.servlet.SecurityFilterAutoConfiguration;
import org.springframework.boot.security.autoconfigure.web.servlet.ServletWebSecurityAutoConfiguration;
import org.springframework.context.ApplicationContextInitializer;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;

/**
 * An application whose orchestrations do everything that is counted and logged, without a
 * tracer.
 */
@SpringBootConfiguration(proxyBeanMethods = false)
@EnableAutoConfiguration(exclude = { OpenTelemetryTracingAutoConfiguration.class, SecurityAutoConfiguration.class,
		ServletWebSecurityAutoConfiguration.class, ManagementWebSecurityAutoConfiguration.class,
		SecurityFilterAutoConfiguration.class, UserDetailsServiceAutoConfiguration.class })
class ObservedApplication {

	/**
	 * Start the application with everything exposed over HTTP.
	 */
	static ConfigurableApplicationContext run(String url, String... arguments) {
		return run(url, (context) -> {
		}, arguments);
	}

	/**
	 * Start the application, and do something before that which needs its logging system.
	 */
	static ConfigurableApplicationContext run(String url,
			ApplicationContextInitializer<ConfigurableApplicationContext> initializer, String... arguments) {
		return new SpringApplicationBuilder(ObservedApplication.class).initializers(initializer)
			.properties("server.port=0", "spring.datasource.url=" + url, "spring.flyway.enabled=false",
					"spring.main.banner-mode=off", "management.endpoints.web.exposure.include=*",
					"management.endpoint.health.show-details=always",
					"management.endpoint.health.group.readiness.include=readinessState,durable",
					"management.metrics.tags.application=observed", "durable.engine.poll-interval=50ms",
					"durable.engine.heartbeat-interval=200ms", "durable.engine.node-timeout=3s")
			.run(arguments);
	}

	static int port(ConfigurableApplicationContext context) {
		return context.getEnvironment().getRequiredProperty("local.server.port", Integer.class);
	}

	@Bean
	Observed observed() {
		return new Observed();
	}

	static class Observed {

		private static final Logger logger = LoggerFactory.getLogger("application");

		@Orchestrator("Greet")
		String greet(OrchestrationContext context, String name) {
			String greeting = context.callActivity("SayHello", name, String.class).await();
			context.replaySafe(logger).info("Orchestrator");
			return greeting;
		}

		@Orchestrator(value = "Greet", version = "2")
		String greetWarmly(OrchestrationContext context, String name) {
			return greet(context, name) + "!";
		}

		@Orchestrator("Fail")
		void fail(OrchestrationContext context) {
			context
				.callActivity("Break", null, Void.class,
						ActivityOptions.retry(RetryPolicy.of(2, Duration.ofMillis(10))))
				.await();
		}

		@Orchestrator("Approval")
		String approval(OrchestrationContext context) {
			String elsewhere = context.callActivity("Anywhere", null, String.class).await();
			context.setCustomStatus("waiting");
			return elsewhere + context.waitForEvent("go", String.class).await();
		}

		@Activity("SayHello")
		String sayHello(String name) {
			logger.info("Activity");
			return "Hello " + name;
		}

		@Activity(value = "Anywhere", locality = ActivityLocality.ANY_NODE)
		String anywhere() {
			return "somewhere ";
		}

		@Activity("Break")
		void breakSomething() {
			throw new IllegalStateException("broken");
		}

	}

}
