package dev.durable.trace;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;

import dev.durable.Activity;
import dev.durable.ActivityContext;
import dev.durable.ActivityOptions;
import dev.durable.OrchestrationContext;
import dev.durable.Orchestrator;
import dev.durable.RetryPolicy;
import dev.durable.observation.TraceContextBridge;
import io.micrometer.tracing.Tracer;
import io.opentelemetry.sdk.testing.exporter.InMemorySpanExporter;
import io.opentelemetry.sdk.trace.SpanProcessor;
import io.opentelemetry.sdk.trace.export.SimpleSpanProcessor;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.MDC;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.security.autoconfigure.SecurityAutoConfiguration;
import org.springframework.boot.security.autoconfigure.UserDetailsServiceAutoConfiguration;
import org.springframework.boot.security.autoconfigure.actuate.web.servlet.ManagementWebSecurityAutoConfiguration;
import org.springframework.boot.security.autoconfigure.web.servlet.SecurityFilterAutoConfiguration;
import org.springframework.boot.security.autoconfigure.web.servlet.ServletWebSecurityAutoConfiguration;
import org.springframework.context.annotation.Bean;

/**
 * An application whose orchestrations do everything that shows in a trace.
 */
@SpringBootConfiguration(proxyBeanMethods = false)
@EnableAutoConfiguration(exclude = { SecurityAutoConfiguration.class, ServletWebSecurityAutoConfiguration.class,
		ManagementWebSecurityAutoConfiguration.class, SecurityFilterAutoConfiguration.class,
		UserDetailsServiceAutoConfiguration.class })
class TracedApplication {

	@Bean
	Spans spans() {
		return new Spans(InMemorySpanExporter.create());
	}

	@Bean
	SpanProcessor spanProcessor(Spans spans) {
		return SimpleSpanProcessor.create(spans.exporter());
	}

	@Bean
	TracedWork tracedWork(ObjectProvider<Tracer> tracers, TraceContextBridge bridge,
			@Value("${traced.hold:false}") boolean holding) {
		return new TracedWork(tracers, bridge, holding);
	}

	@Bean
	Everything everything() {
		return new Everything();
	}

	/**
	 * Keeps the exporter out of the hands of the auto-configuration, which would use it a
	 * second time.
	 *
	 * @param exporter the exporter
	 */
	record Spans(InMemorySpanExporter exporter) {

	}

	static class Everything {

		private static final Logger logger = LoggerFactory.getLogger(Everything.class);

		private final AtomicInteger flaky = new AtomicInteger();

		@Orchestrator("Everything")
		String everything(OrchestrationContext context, String input) {
			String greeting = context.callActivity("Greet", input, String.class).await();
			context
				.callActivity("Flaky", null, Void.class, ActivityOptions.retry(RetryPolicy.of(3, Duration.ofMillis(1))))
				.await();
			context.createTimer(Duration.ofMillis(5)).await();
			context.callSubOrchestration("Child", greeting, String.class).await();
			return context.waitForEvent("Go", String.class).await();
		}

		@Orchestrator(value = "Child", version = "2")
		String child(OrchestrationContext context, String input) {
			return context.callActivity("Greet", input, String.class).await();
		}

		@Orchestrator("Fails")
		void fails(OrchestrationContext context) {
			context.callActivity("Break", null, Void.class).await();
		}

		@Orchestrator("Rounds")
		int rounds(OrchestrationContext context, int left) {
			context.callActivity("Greet", "round " + left, String.class).await();
			if (left > 1) {
				context.continueAsNew(left - 1);
			}
			return left;
		}

		@Activity("Greet")
		String greet(ActivityContext context, String name) {
			logger.debug("Greeting {}", name);
			return "Hello " + name + " in " + MDC.get("traceId") + "/" + MDC.get("durable.instanceId");
		}

		@Activity("Flaky")
		void flaky() {
			if (this.flaky.incrementAndGet() % 2 == 1) {
				throw new IllegalStateException("not yet");
			}
		}

		@Activity("Break")
		void fail() {
			throw new IllegalStateException("out of stock");
		}

	}

}
