package dev.durable.trace;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;

import dev.durable.InstanceNotFoundException;
import dev.durable.OrchestrationClient;
import dev.durable.OrchestrationStatus;
import dev.durable.RuntimeStatus;
import dev.durable.TraceContext;
import dev.durable.engine.InstanceHistory;
import dev.durable.history.EventRaised;
import dev.durable.history.RecordedEvent;
import dev.durable.web.ManagementService;
import dev.durable.web.StatusView;
import dev.durable.web.TestHttp;
import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationRegistry;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.sdk.trace.data.SpanData;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.web.server.LocalServerPort;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * What an orchestration looks like in a trace, with OpenTelemetry.
 */
@SpringBootTest(classes = TracedApplication.class, webEnvironment = SpringBootTest.WebEnvironment.RANDOM_PORT,
		properties = { "spring.flyway.enabled=false", "spring.jpa.open-in-view=false",
				"management.tracing.export.enabled=true", "management.tracing.sampling.probability=1.0",
				"management.tracing.baggage.remote-fields=tenant",
				"management.tracing.baggage.correlation.fields=tenant", "durable.management.azure.enabled=true" })
abstract class TraceContract {

	private static final String BASE = "/runtime/orchestrations";

	private static final String CALLER = "00f067aa0ba902b7";

	@Autowired
	private TracedApplication.Spans spans;

	@Autowired
	private OrchestrationClient client;

	@Autowired
	private TracedWork work;

	@Autowired
	private ManagementService service;

	@Autowired
	private ObservationRegistry registry;

	@Autowired
	private InstanceHistory history;

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

	@ParameterizedTest
	@ValueSource(strings = { "03", "02" })
	void traceAndBaggageReachTheCodeWhereverItRuns(String flags) {
		String instanceId = this.http
			.post(BASE + "/start/Looks", "{}", "traceparent", "00-" + this.traceId + "-" + CALLER + "-" + flags,
					"tracestate", "vendor=7", "tenant", "acme")
			.text("id");
		OrchestrationStatus status = finish(instanceId);
		String seen = this.traceId + " " + this.traceId + " vendor=7 " + flags + " acme acme tenant=acme";
		assertThat(status.output().text()).contains("\"activity\":\"" + seen, "\"elsewhere\":\"" + seen,
				"\"child\":\"" + seen, "\"orchestrator\":\"" + seen);
		assertThat(status.output().text().split("true true\"")).as(status.output().text()).hasSize(5);
		if (flags.equals("03")) {
			assertWhole();
		}
		else {
			assertThat(spans()).isEmpty();
		}
	}

	@Test
	void aSecondRunAfterARewindHasSpansOfItsOwn() {
		String instanceId = start("Recovers", "\"" + this.traceId + "\"");
		assertThat(finish(instanceId).runtimeStatus()).isEqualTo(RuntimeStatus.FAILED);
		change(instanceId, "rewind");
		assertThat(finish(instanceId).runtimeStatus()).isEqualTo(RuntimeStatus.COMPLETED);
		Awaitility.await().untilAsserted(() -> assertThat(spans("orchestration:Recovers")).hasSize(2));
		List<SpanData> runs = spans("orchestration:Recovers");
		assertThat(runs).extracting((span) -> attribute(span, "durabletask.task.status"))
			.containsExactly("Failed", "Completed");
		assertThat(runs).extracting(SpanData::getParentSpanId)
			.containsOnly(span("create_orchestration:Recovers").getSpanId());
		assertThat(runs.get(1).getStartEpochNanos()).isGreaterThanOrEqualTo(runs.get(0).getEndEpochNanos());
		List<SpanData> children = spans("orchestration:RecoversToo");
		assertThat(children).hasSize(4);
		for (int run = 0; run < 2; run++) {
			SpanData call = ofKind(childrenOf(runs.get(run), "orchestration:RecoversToo"), SpanKind.CLIENT);
			SpanData child = ofKind(childrenOf(call, "orchestration:RecoversToo"), SpanKind.SERVER);
			SpanData activity = ofKind(childrenOf(child, "activity:FailOnce"), SpanKind.CLIENT);
			assertThat(childrenOf(activity, "activity:FailOnce")).hasSize(1);
			assertThat(activity.getStatus().getStatusCode() == StatusCode.ERROR).isEqualTo(run == 0);
		}
		// What had completed did not run again
		assertThat(spans("activity:Look")).hasSize(2);
		assertWhole();
	}

	@Test
	void whatRunsLongerThanItsOrchestrationHasAParent() {
		String instanceId = start("Abandons", "null");
		Awaitility.await().until(this.work::isSlow);
		this.client.raiseEvent(instanceId, "Go", "on");
		finish(instanceId);
		SpanData call = span("activity:Slow");
		assertThat(attribute(call, "durabletask.task.status")).isEqualTo("Abandoned");
		this.work.endSlow();
		Awaitility.await().untilAsserted(() -> assertThat(childrenOf(call, "activity:Slow")).hasSize(1));
		assertThat(call.getParentSpanId()).isEqualTo(span("orchestration:Abandons").getSpanId());
	}

	@Test
	void anEventCarriesTheTraceOfItsSender() {
		String instanceId = start("Abandons", "null");
		String sender = UUID.randomUUID().toString().replace("-", "");
		this.http.post(BASE + "/" + instanceId + "/raiseEvent/Go", "\"on\"", "traceparent",
				"00-" + sender + "-" + CALLER + "-01", "tracestate", "vendor=7", "tenant", "acme");
		finish(instanceId);
		this.work.endSlow();
		SpanData orchestration = span("orchestration:Abandons");
		assertThat(orchestration.getLinks()).singleElement()
			.satisfies((link) -> assertThat(link.getSpanContext().getTraceId()).isEqualTo(sender));
		SpanData event = this.spans.exporter()
			.getFinishedSpanItems()
			.stream()
			.filter((span) -> span.getSpanId().equals(orchestration.getLinks().get(0).getSpanContext().getSpanId()))
			.findFirst()
			.orElseThrow();
		assertThat(event.getName()).isEqualTo("orchestration_event:Go");
		assertThat(this.history.of(instanceId)).map(RecordedEvent::event)
			.filteredOn(EventRaised.class::isInstance)
			.singleElement()
			.satisfies((raised) -> {
				TraceContext trace = ((EventRaised) raised).trace();
				assertThat(trace.spanId()).isEqualTo(event.getSpanId());
				assertThat(trace.traceState()).isEqualTo("vendor=7");
				assertThat(trace.baggage()).startsWith("tenant=acme");
			});
	}

	@Test
	void everyOperationIsAChildOfItsRequest() {
		String instanceId = start("Abandons", "null");
		SpanData started = operation("StartOrchestration", BASE + "/start/{orchestratorName}");
		assertThat(attributes(started)).containsEntry("durable.management.orchestrator", "Abandons")
			.containsEntry("durable.management.response.instance_id", instanceId);
		assertThat(span("create_orchestration:Abandons").getParentSpanId()).isEqualTo(started.getSpanId());
		change(instanceId, "suspend?reason=pause");
		assertThat(attributes(operation("Suspend", BASE + "/{instanceId}/suspend")))
			.containsEntry("durable.management.instance_id", instanceId)
			.containsEntry("durable.management.suspend.reason", "pause");
		change(instanceId, "resume");
		operation("Resume", BASE + "/{instanceId}/resume");
		get("/" + instanceId);
		SpanData status = operation("GetStatus", BASE + "/{instanceId}");
		assertThat(attributes(status)).containsEntry("durable.management.instance_id", instanceId)
			.containsEntry("durable.management.response.runtime_status", "Running")
			.containsEntry("outcome", "success");
		change(instanceId, "raiseEvent/Other");
		SpanData raised = operation("RaiseEvent", BASE + "/{instanceId}/raiseEvent/{eventName}");
		assertThat(attributes(raised)).containsEntry("durable.management.event_name", "Other");
		assertThat(span("orchestration_event:Other").getParentSpanId()).isEqualTo(raised.getSpanId());
		change(instanceId, "terminate?reason=enough");
		assertThat(attributes(operation("Terminate", BASE + "/{instanceId}/terminate")))
			.containsEntry("durable.management.terminate.reason", "enough");
		finish(instanceId);
		this.work.endSlow();
		this.http.post(BASE + "/" + instanceId + "/rewind", "{}", "traceparent", caller());
		SpanData rewind = operation("Rewind", BASE + "/{instanceId}/rewind");
		assertThat(rewind.getStatus().getStatusCode()).isEqualTo(StatusCode.ERROR);
		assertThat(attributes(rewind)).containsEntry("outcome", "refused");
		get("?instanceIdPrefix=" + instanceId);
		assertThat(attributes(operation("ListInstances", BASE))).containsEntry("durable.management.response.instances",
				"1");
		get("/counts");
		operation("GetCounts", BASE + "/counts");
		this.http.delete(BASE + "/" + instanceId, "traceparent", caller());
		assertThat(attributes(operation("Purge", BASE + "/{instanceId}")))
			.containsEntry("durable.management.response.deleted", "1");
		this.http.delete(BASE + "?instanceIdPrefix=" + this.traceId, "traceparent", caller());
		assertThat(attributes(operation("PurgeMany", BASE))).containsEntry("durable.management.response.deleted", "0");
		assertWhole();
	}

	@Test
	void anAnswerThatComesLaterEndsTheSpanOfItsOperation() {
		String instanceId = this.http.post(BASE + "/start/Abandons?timeout=1", "{}", "traceparent", caller())
			.text("id");
		SpanData start = operation("StartOrchestration", BASE + "/start/{orchestratorName}");
		assertThat(attributes(start)).containsEntry("durable.management.response.instance_id", instanceId)
			.containsEntry("durable.management.response.runtime_status", "Running");
		CompletableFuture<TestHttp.Response> waiting = CompletableFuture
			.supplyAsync(() -> get("/" + instanceId + "?waitSeconds=30"));
		this.client.raiseEvent(instanceId, "Go", "on");
		assertThat(waiting.join().status()).isEqualTo(200);
		SpanData status = operation("GetStatus", BASE + "/{instanceId}");
		assertThat(attributes(status)).containsEntry("durable.management.response.runtime_status", "Completed");
		this.work.endSlow();
		get("/nobody?waitSeconds=30");
		Awaitility.await().untilAsserted(() -> assertThat(spans("Management.GetStatus")).hasSize(2));
		assertThat(spans("Management.GetStatus").get(1).getStatus().getStatusCode()).isEqualTo(StatusCode.ERROR);
	}

	@Test
	void theRoutesOfAzureAndTheServiceAreObservedTheSameWay() {
		String instances = "/runtime/webhooks/durabletask/instances";
		String instanceId = this.http
			.post("/runtime/webhooks/durabletask/orchestrators/Fails", "null", "traceparent", caller())
			.text("id");
		assertThat(attributes(
				operation("StartOrchestration", "/runtime/webhooks/durabletask/orchestrators/{functionName}")))
			.containsEntry("durable.management.response.instance_id", instanceId);
		finish(instanceId);
		this.http.get(instances + "/" + instanceId, "traceparent", caller());
		assertThat(attributes(operation("GetStatus", instances + "/{instanceId}")))
			.containsEntry("durable.management.response.runtime_status", "Failed");
		String completed = start("Rounds", "1");
		finish(completed);
		this.http.post(instances + "/" + completed + "/rewind?reason=why", "", "traceparent", caller());
		SpanData rewind = operation("Rewind", instances + "/{instanceId}/rewind");
		assertThat(rewind.getStatus().getStatusCode()).isEqualTo(StatusCode.ERROR);
		assertThat(attributes(rewind)).containsEntry("durable.management.rewind.reason", "why");
		Observation.createNotStarted("outer", this.registry).observe(() -> {
			this.service.why("", completed);
			this.service.purge(completed);
			assertThatExceptionOfType(InstanceNotFoundException.class)
				.isThrownBy(() -> this.service.status(completed, StatusView.DEFAULT));
		});
		SpanData outer = this.spans.exporter()
			.getFinishedSpanItems()
			.stream()
			.filter((span) -> span.getName().equals("outer"))
			.reduce((first, second) -> second)
			.orElseThrow();
		assertThat(this.spans.exporter().getFinishedSpanItems())
			.filteredOn((span) -> span.getParentSpanId().equals(outer.getSpanId()))
			.extracting((span) -> span.getName() + " " + span.getStatus().getStatusCode())
			.containsExactly("Management.GetWhy OK", "Management.Purge OK", "Management.GetStatus ERROR");
	}

	private TestHttp.Response get(String path) {
		return this.http.get(BASE + path, "traceparent", caller());
	}

	private SpanData operation(String name, String pattern) {
		SpanData operation = span("Management." + name);
		Awaitility.await()
			.untilAsserted(() -> assertThat(spans()).filteredOn((span) -> span.getName().endsWith(" " + pattern))
				.extracting(SpanData::getSpanId)
				.contains(operation.getParentSpanId()));
		return operation;
	}

	private List<SpanData> childrenOf(SpanData parent, String name) {
		return spans(name).stream().filter((span) -> span.getParentSpanId().equals(parent.getSpanId())).toList();
	}

	/**
	 * No span is there twice, and none lacks its parent.
	 */
	private void assertWhole() {
		Awaitility.await().untilAsserted(() -> {
			Set<String> ids = spans().stream().map(SpanData::getSpanId).collect(Collectors.toSet());
			assertThat(spans()).hasSameSizeAs(ids)
				.allMatch((span) -> ids.contains(span.getParentSpanId()) || span.getParentSpanId().equals(CALLER));
		});
	}

	private static Map<String, String> attributes(SpanData span) {
		Map<String, String> attributes = new HashMap<>();
		span.getAttributes().forEach((key, value) -> attributes.put(key.getKey(), value.toString()));
		return attributes;
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
