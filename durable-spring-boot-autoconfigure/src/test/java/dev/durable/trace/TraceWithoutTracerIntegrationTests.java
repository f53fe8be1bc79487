package dev.durable.trace;

import dev.durable.web.TestHttp;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.boot.WebApplicationType;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.web.server.servlet.context.ServletWebServerApplicationContext;
import org.springframework.context.ConfigurableApplicationContext;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The trace of a caller is kept and passed on, whatever the application has of a tracer.
 */
class TraceWithoutTracerIntegrationTests {

	private static final String TRACE = "4bf92f3577b34da6a3ce929d0e0e4736";

	private static final String OPEN_TELEMETRY = "org.springframework.boot.micrometer.tracing.opentelemetry.autoconfigure.OpenTelemetryTracingAutoConfiguration";

	private static final String NOOP = "org.springframework.boot.micrometer.tracing.autoconfigure.NoopTracerAutoConfiguration";

	@ParameterizedTest
	@ValueSource(
			strings = { "management.tracing.export.enabled=false", "spring.autoconfigure.exclude=" + OPEN_TELEMETRY,
					"spring.autoconfigure.exclude=" + OPEN_TELEMETRY + "," + NOOP })
	void theTraceIsKeptAndPassedOn(String property) {
		try (ConfigurableApplicationContext context = new SpringApplicationBuilder(TracedApplication.class)
			.web(WebApplicationType.SERVLET)
			.properties("server.port=0", "spring.flyway.enabled=false", "spring.jpa.open-in-view=false",
					"spring.datasource.url=jdbc:h2:mem:untraced", "management.tracing.sampling.probability=1.0",
					property)
			.run()) {
			TestHttp http = new TestHttp(((ServletWebServerApplicationContext) context).getWebServer().getPort());
			String instanceId = http
				.post("/runtime/orchestrations/start/Looks", "{}", "traceparent",
						"00-" + TRACE + "-00f067aa0ba902b7-03", "tracestate", "vendor=7", "baggage", "tenant=acme")
				.text("id");
			TestHttp.Response finished = http.get("/runtime/orchestrations/" + instanceId + "?waitSeconds=30");
			assertThat(finished.text("traceParent")).isEqualTo("00-" + TRACE + "-00f067aa0ba902b7-03");
			assertThat(finished.json().get("output")).as(finished.body())
				.hasSize(4)
				.allMatch((seen) -> seen.asString().startsWith(TRACE + " " + TRACE + " vendor=7 03 "))
				.allMatch((seen) -> seen.asString().endsWith(" tenant=acme true true"));
			assertThat(context.getBean(TracedApplication.Spans.class).exporter().getFinishedSpanItems())
				.noneMatch((span) -> span.getName().startsWith("orchestration:"));
		}
	}

}
