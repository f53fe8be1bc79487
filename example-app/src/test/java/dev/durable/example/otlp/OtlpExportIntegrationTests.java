package dev.durable.example.otlp;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;

import dev.durable.example.kill.ExampleClient;
import dev.durable.example.kill.ExampleProcess;
import io.opentelemetry.proto.trace.v1.Span;
import io.opentelemetry.proto.trace.v1.Span.SpanKind;
import io.opentelemetry.proto.trace.v1.Status.StatusCode;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Runs the packaged example with and without an OTLP endpoint.
 */
class OtlpExportIntegrationTests {

	private static final String TRACE_ID = "0af7651916cd43dd8448eb211c80319c";

	private static final String CALLER = "b7ad6b7169203331";

	private static final String ORDER = """
			{"customer": "Ada", "card": "4242", "lines": [{"sku": "fail-twice", "quantity": 1, "price": 5.00}]}
			""";

	@Test
	void anOrderIsOneTraceFromTheCallerToTheLastActivity() throws Exception {
		try (OtlpReceiver receiver = new OtlpReceiver()) {
			Path log = processOrder("otlp",
					Map.of("OTEL_EXPORTER_OTLP_ENDPOINT", receiver.endpoint(), "OTEL_METRICS_EXPORTER", "otlp"));
			ReceivedTrace trace = receiver.trace(TRACE_ID);
			assertThat(trace.services()).containsExactly("example-app");
			List<Span> last = trace.named("activity:ShipOrder", SpanKind.SPAN_KIND_SERVER);
			assertThat(last).hasSize(1);
			assertThat(trace.namesUpwards(last.get(0))).containsExactly("activity:ShipOrder SERVER",
					"activity:ShipOrder CLIENT", "orchestration:ProcessOrder SERVER",
					"create_orchestration:ProcessOrder PRODUCER", "http post /orders SERVER");
			assertThat(trace.spans()).allSatisfy((span) -> assertThat(trace.caller(span)).isEqualTo(CALLER));
			assertThat(trace.named("activity:PackLine", SpanKind.SPAN_KIND_SERVER))
				.extracting((span) -> span.getStatus().getCode())
				.containsExactly(StatusCode.STATUS_CODE_ERROR, StatusCode.STATUS_CODE_ERROR,
						StatusCode.STATUS_CODE_UNSET);
			assertThat(receiver.metricNames()).contains("durable.orchestrations.completed", "durable.activities");
			assertThat(receiver.paths()).containsExactly("/v1/metrics", "/v1/traces");
			assertThat(log).content().contains("[" + TRACE_ID + "-").doesNotContain(" WARN ", " ERROR ");
		}
	}

	@Test
	void withoutAnEndpointNothingConnects() throws Exception {
		try (OtlpReceiver proxy = new OtlpReceiver()) {
			Path log = processOrder("no-otlp", Map.of("JAVA_TOOL_OPTIONS", proxy.asProxyForAllHosts()));
			assertThat(proxy.paths()).isEmpty();
			assertThat(log).content().contains("[" + TRACE_ID + "-").doesNotContain(" WARN ", " ERROR ");
		}
	}

	private Path processOrder(String name, Map<String, String> environment) throws Exception {
		Path directory = ExampleProcess.emptyDirectory(name);
		ExampleClient client = new ExampleClient();
		List<String> arguments = List.of("--example.data-directory=" + directory.toAbsolutePath());
		try (ExampleProcess example = new ExampleProcess(directory, client, arguments, environment)) {
			example.start();
			String id = client.post("/orders", ORDER, Map.of("traceparent", "00-" + TRACE_ID + "-" + CALLER + "-01"))
				.json()
				.path("id")
				.asString();
			var status = client.get("/runtime/orchestrations/" + id + "?waitSeconds=30").json();
			assertThat(status.path("runtimeStatus").asString()).isEqualTo("Completed");
			example.stop(); // exports what it still has
			return example.logs().get(0);
		}
	}

}
