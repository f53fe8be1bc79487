package dev.durable.web;

import java.time.Duration;
import java.util.List;
import java.util.Map;

import dev.durable.Activity;
import dev.durable.ActivityContext;
import dev.durable.OrchestrationContext;
import dev.durable.Orchestrator;
import dev.durable.RawJson;
import dev.durable.SubOrchestrationOptions;
import dev.durable.observation.TraceContextBridge;
import org.slf4j.MDC;

import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.security.autoconfigure.SecurityAutoConfiguration;
import org.springframework.boot.security.autoconfigure.UserDetailsServiceAutoConfiguration;
import org.springframework.boot.security.autoconfigure.actuate.web.servlet.ManagementWebSecurityAutoConfiguration;
import org.springframework.boot.security.autoconfigure.web.servlet.SecurityFilterAutoConfiguration;
import org.springframework.boot.security.autoconfigure.web.servlet.ServletWebSecurityAutoConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Import;

/**
 * An application with orchestrations of every outcome.
 */
@SpringBootConfiguration(proxyBeanMethods = false)
@EnableAutoConfiguration(exclude = { SecurityAutoConfiguration.class, ServletWebSecurityAutoConfiguration.class,
		ManagementWebSecurityAutoConfiguration.class, SecurityFilterAutoConfiguration.class,
		UserDetailsServiceAutoConfiguration.class })
@Import(OrderController.class)
class ContractTestApplication {

	@Bean
	Orchestrations orchestrations() {
		return new Orchestrations();
	}

	@Bean
	Activities activities(TraceContextBridge traceContext) {
		return new Activities(traceContext);
	}

	static class Orchestrations {

		@Orchestrator("HelloCities")
		List<String> helloCities(OrchestrationContext context) {
			return List.of("Tokyo", "Seattle", "London")
				.stream()
				.map((city) -> context.callActivity("SayHello", city, String.class).await())
				.toList();
		}

		@Orchestrator("Echo")
		RawJson echo(OrchestrationContext context, RawJson input) {
			return input;
		}

		@Orchestrator("Approval")
		Object approval(OrchestrationContext context, String order) {
			context.setCustomStatus(Map.of("waitingFor", "Approval"));
			return context.waitForEvent("Approval", RawJson.class, Duration.ofDays(3)).await();
		}

		@Orchestrator("Fail")
		void fail(OrchestrationContext context) {
			context.callActivity("Break", null, Void.class).await();
		}

		@Orchestrator("FailFirst")
		String failFirst(OrchestrationContext context, String input) {
			return context.callActivity("BreakFirst", input, String.class).await();
		}

		@Orchestrator("Family")
		Object family(OrchestrationContext context) {
			return context
				.callSubOrchestration("Approval", "o1", RawJson.class,
						SubOrchestrationOptions.DEFAULT.withInstanceId("child of " + context.instanceId()))
				.await();
		}

		@Orchestrator("Trace")
		Object trace(OrchestrationContext context) {
			return context.callActivity("ReadTrace", null, Map.class).await();
		}

	}

	static class Activities {

		private final TraceContextBridge traceContext;

		Activities(TraceContextBridge traceContext) {
			this.traceContext = traceContext;
		}

		@Activity("SayHello")
		String sayHello(String city) {
			return "Hello " + city + "!";
		}

		@Activity("Break")
		void fail() {
			throw new IllegalStateException("out of stock");
		}

		@Activity("BreakFirst")
		String failFirst(String input, ActivityContext context) {
			if (context.attempt() == 1) {
				throw new IllegalStateException("out of stock");
			}
			return input + " in stock";
		}

		@Activity("ReadTrace")
		Map<String, String> readTrace(ActivityContext context) {
			return Map.of("context", String.valueOf(context.traceContext().traceParent()), "current",
					String.valueOf(this.traceContext.current().traceParent()), "state",
					String.valueOf(this.traceContext.current().traceState()), "traceId",
					String.valueOf(MDC.get("traceId")), "spanId", String.valueOf(MDC.get("spanId")), "instanceId",
					String.valueOf(MDC.get("durable.instanceId")));
		}

	}

}
