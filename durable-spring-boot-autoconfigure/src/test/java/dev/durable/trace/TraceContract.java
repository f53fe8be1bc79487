package dev.durable.trace;

import java.time.Duration;
import java.util.List;
import java.util.UUID;

import dev.durable.OrchestrationClient;
import dev.durable.OrchestrationStatus;
import dev.durable.RuntimeStatus;
import dev.durable.web.TestHttp;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.sdk.trace.data.SpanData;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.web.server.LocalServerPort;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What an orchestration looks like in a trace, with OpenTelemetry.
 */
@SpringBootTest(classes = TracedApplication.class, webEnvironment = SpringBootTest.WebEnvironment.RANDOM_PORT,
		properties = { "spring.flyway.enabled=false", "spring.jpa.open-in-view=false",
				"management.tracing.export.enabled=true", "management.tracing.sampling.probability=1.0" })
abstract class TraceContract {

	private static final String BASE = "/runtime/orchestrations";

	private static final String CALLER = "00f067aa0ba902b7";

	@Autowired
	private TracedApplication.Spans spans;

	@Autowired
	private OrchestrationClient client;

	private final String traceId = UUID.randomUUID().toString().replace("-", "");

	private TestHttp http;

	@BeforeEach
	void setUp(@LocalServerPort int port) {
		this.http = new TestHttp(port);
	}

	private String start(String orchestrator, String input) {
		return this.http
			.post(BASE + "/start/" + orchestrator, "{\"input\":" + input + "}", "traceparent",
					"00-" + this.traceId + "-" + CALLER + "-01")
			.text("id");
	}

	private List<SpanData> spans() {
		return this.spans.exporter()
			.getFinishedSpanItems()
			.stream()
			.filter((span) -> span.getTraceId().equals(this.traceId))
			.toList();
	}

	private List<SpanData> spans(String name) {
		return spans().stream().filter((span) -> span.getName().equals(name)).toList();
	}

	private SpanData span(String name) {
		Awaitility.await().untilAsserted(() -> assertThat(spans(name)).as(name).hasSize(1));
		return spans(name).get(0);
	}

	private static SpanData ofKind(List<SpanData> spans, SpanKind kind) {
		return spans.stream().filter((span) -> span.getKind() == kind).findFirst().orElseThrow();
	}

	private OrchestrationStatus finish(String instanceId) {
		return this.client.waitForCompletion(instanceId, Duration.ofSeconds(30));
	}

	@Test
	void oneTraceHoldsEverything() {
		String instanceId = start("Everything", "\"Ada\"");
		this.http.post(BASE + "/" + instanceId + "/raiseEvent/Go", "\"on\"", "traceparent",
				"00-" + this.traceId + "-" + CALLER + "-01");
		assertThat(finish(instanceId).runtimeStatus()).isEqualTo(RuntimeStatus.COMPLETED);
		SpanData creation = span("create_orchestration:Everything");
		assertThat(creation.getKind()).isEqualTo(SpanKind.PRODUCER);
		assertThat(attribute(creation, "durabletask.task.instance_id")).isEqualTo(instanceId);
		SpanData orchestration = span("orchestration:Everything");
		assertThat(orchestration.getKind()).isEqualTo(SpanKind.SERVER);
		assertThat(orchestration.getParentSpanId()).isEqualTo(creation.getSpanId());
		assertThat(attribute(orchestration, "durabletask.type")).isEqualTo("orchestration");
		assertThat(attribute(orchestration, "durabletask.task.name")).isEqualTo("Everything");
		assertThat(attribute(orchestration, "durabletask.task.instance_id")).isEqualTo(instanceId);
		assertThat(attribute(orchestration, "durabletask.task.status")).isEqualTo("Completed");
		SpanData timer = span("orchestration:Everything:timer");
		assertThat(timer.getKind()).isEqualTo(SpanKind.INTERNAL);
		assertThat(timer.getParentSpanId()).isEqualTo(orchestration.getSpanId());
		assertThat(attribute(timer, "durabletask.fire_at")).isNotNull();
		SpanData event = span("orchestration_event:Go");
		assertThat(event.getKind()).isEqualTo(SpanKind.PRODUCER);
		assertThat(attribute(event, "durabletask.event.target_instance_id")).isEqualTo(instanceId);
		assertActivity(orchestration, "activity:Greet", 1);
		assertActivity(orchestration, "activity:Flaky", 2);
		assertThat(orchestration.getStartEpochNanos())
			.isLessThanOrEqualTo(spans("activity:Greet").get(0).getStartEpochNanos());
		assertThat(orchestration.getEndEpochNanos()).isGreaterThanOrEqualTo(timer.getEndEpochNanos());
	}

	private void assertActivity(SpanData orchestration, String name, int runs) {
		SpanData call = spans(name).stream()
			.filter((span) -> span.getParentSpanId().equals(orchestration.getSpanId()))
			.findFirst()
			.orElseThrow();
		assertThat(call.getKind()).isEqualTo(SpanKind.CLIENT);
		assertThat(attribute(call, "durabletask.task.task_id")).isNotNull();
		List<SpanData> children = spans(name).stream()
			.filter((span) -> span.getParentSpanId().equals(call.getSpanId()))
			.toList();
		assertThat(children).hasSize(runs).allMatch((span) -> span.getKind() == SpanKind.SERVER);
		assertThat(children.get(children.size() - 1).getStatus().getStatusCode()).isNotEqualTo(StatusCode.ERROR);
		children.subList(0, runs - 1)
			.forEach((span) -> assertThat(span.getStatus().getStatusCode()).isEqualTo(StatusCode.ERROR));
	}

	@Test
	void childrenAreDescendantsOfTheirParents() {
		String instanceId = start("Everything", "\"Ada\"");
		this.client.raiseEvent(instanceId, "Go", "on");
		finish(instanceId);
		SpanData orchestration = span("orchestration:Everything");
		SpanData call = span("orchestration:Child");
		assertThat(call.getKind()).isEqualTo(SpanKind.CLIENT);
		assertThat(call.getParentSpanId()).isEqualTo(orchestration.getSpanId());
		SpanData child = span("orchestration:Child@(2)");
		assertThat(child.getKind()).isEqualTo(SpanKind.SERVER);
		assertThat(child.getParentSpanId()).isEqualTo(call.getSpanId());
		assertThat(attribute(child, "durabletask.task.version")).isEqualTo("2");
		SpanData inChild = spans("activity:Greet").stream()
			.filter((span) -> span.getParentSpanId().equals(child.getSpanId()))
			.findFirst()
			.orElseThrow();
		assertThat(inChild.getKind()).isEqualTo(SpanKind.CLIENT);
	}

	@Test
	void failuresAreErrors() {
		String instanceId = start("Fails", "null");
		assertThat(finish(instanceId).runtimeStatus()).isEqualTo(RuntimeStatus.FAILED);
		SpanData orchestration = span("orchestration:Fails");
		assertThat(orchestration.getStatus().getStatusCode()).isEqualTo(StatusCode.ERROR);
		assertThat(attribute(orchestration, "durabletask.task.status")).isEqualTo("Failed");
		List<SpanData> activity = spans("activity:Break");
		assertThat(activity).hasSize(2)
			.allMatch((span) -> span.getStatus().getStatusCode() == StatusCode.ERROR)
			.allMatch((span) -> span.getStatus().getDescription().contains("out of stock"));
		assertThat(ofKind(activity, SpanKind.SERVER).getParentSpanId())
			.isEqualTo(ofKind(activity, SpanKind.CLIENT).getSpanId());
	}

	@Test
	void allGenerationsShareOneSpan() {
		String instanceId = start("Rounds", "3");
		finish(instanceId);
		SpanData orchestration = span("orchestration:Rounds");
		assertThat(spans("activity:Greet")).hasSize(6);
		assertThat(spans("activity:Greet").stream()
			.filter((span) -> span.getKind() == SpanKind.CLIENT)
			.map(SpanData::getParentSpanId)).containsOnly(orchestration.getSpanId());
		assertThat(spans("activity:Greet").stream().map(SpanData::getSpanId)).doesNotHaveDuplicates();
	}

	@Test
	void anUnsampledCallerStaysUnsampled() {
		String instanceId = this.http
			.post(BASE + "/start/Rounds", "{\"input\":2}", "traceparent", "00-" + this.traceId + "-" + CALLER + "-00")
			.text("id");
		OrchestrationStatus status = finish(instanceId);
		assertThat(status.runtimeStatus()).isEqualTo(RuntimeStatus.COMPLETED);
		assertThat(status.traceContext().traceId()).isEqualTo(this.traceId);
		assertThat(status.traceContext().isSampled()).isFalse();
		assertThat(spans()).isEmpty();
	}

	@Test
	void everyChangeBelongsToTheTraceOfItsCaller() {
		String failed = start("Fails", "null");
		finish(failed);
		String waiting = start("Everything", "\"Ada\"");
		change(failed, "rewind");
		assertThat(finish(failed).runtimeStatus()).isEqualTo(RuntimeStatus.FAILED);
		String again = change(failed, "restart").text("id");
		assertThat(finish(again).traceContext().traceId()).isEqualTo(this.traceId);
		change(waiting, "suspend");
		change(waiting, "resume");
		change(waiting, "raiseEvent/Other");
		change(waiting, "terminate");
		finish(waiting);
		this.http.delete(BASE + "/" + waiting, "traceparent", caller());
		Awaitility.await()
			.untilAsserted(() -> assertThat(spans()).filteredOn((span) -> span.getParentSpanId().equals(CALLER))
				.as("the requests of the caller")
				.hasSize(9)
				.allMatch((span) -> span.getKind() == SpanKind.SERVER));
		assertThat(span("create_orchestration:Everything").getTraceId()).isEqualTo(this.traceId);
		assertThat(spans("create_orchestration:Fails")).hasSize(2);
	}

	private TestHttp.Response change(String instanceId, String operation) {
		TestHttp.Response response = this.http.post(BASE + "/" + instanceId + "/" + operation, "{}", "traceparent",
				caller());
		assertThat(response.status()).as(response.body()).isEqualTo(202);
		return response;
	}

	private String caller() {
		return "00-" + this.traceId + "-" + CALLER + "-01";
	}

	private static String attribute(SpanData span, String key) {
		return span.getAttributes().get(AttributeKey.stringKey(key));
	}

}
