package dev.durable.web;

import java.io.EOFException;
import java.io.IOException;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;

import dev.durable.FailureDetails;
import dev.durable.LimitExceededException;
import dev.durable.RawJson;
import dev.durable.RuntimeStatus;
import dev.durable.TooManyEventsException;
import dev.durable.TraceContext;
import dev.durable.history.ExecutionStarted;
import dev.durable.history.RecordedEvent;
import dev.durable.history.TaskCompleted;
import dev.durable.history.TaskScheduled;
import dev.durable.serialization.DataConversionException;
import dev.durable.store.StoreException;
import dev.durable.web.TestHttp.Response;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.web.util.UriUtils;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests of the management API over a real port, with orchestrations that do what a test
 * tells them.
 */
@SpringBootTest(classes = WebTestApplication.class, webEnvironment = SpringBootTest.WebEnvironment.RANDOM_PORT,
		properties = { "durable.limits.max-payload-size=100KB", "durable.limits.max-json-depth=50" })
@ExtendWith(OutputCaptureExtension.class)
class ManagementApiTests {

	private static final String BASE = "/runtime/orchestrations";

	@Autowired
	private TestOrchestrations orchestrations;

	private TestHttp http;

	@BeforeEach
	void setUp(@LocalServerPort int port) {
		this.http = new TestHttp(port);
		this.orchestrations.reset();
	}

	@Test
	void startAnswersWithLinks() {
		Response response = this.http.post(BASE + "/start/Greet",
				"{\"input\": {\"a\":1.10 , \"b\":[ ]}, \"instanceId\":\"a1\"}");
		assertThat(response.status()).isEqualTo(202);
		assertThat(response.header("Content-Type")).isEqualTo("application/json");
		assertThat(response.header("Cache-Control")).isEqualTo("no-store");
		assertThat(response.header("Retry-After")).matches("\\d+");
		String instance = this.http.origin() + BASE + "/a1";
		assertThat(response.header("Location")).isEqualTo(instance);
		assertThat(response.json().propertyNames()).containsExactly("id", "instanceId", "statusQueryGetUri",
				"sendEventPostUri", "terminatePostUri", "purgeHistoryDeleteUri", "rewindPostUri", "restartPostUri",
				"suspendPostUri", "resumePostUri", "managementUrls");
		assertThat(response.text("id")).isEqualTo("a1");
		assertThat(response.text("instanceId")).isEqualTo("a1");
		assertThat(response.text("statusQueryGetUri")).isEqualTo(instance);
		assertThat(response.text("sendEventPostUri")).isEqualTo(instance + "/raiseEvent/{eventName}");
		assertThat(response.text("terminatePostUri")).isEqualTo(instance + "/terminate?reason={text}");
		assertThat(response.json().get("managementUrls").propertyNames()).hasSize(8);
		assertThat(this.orchestrations.status("a1").orElseThrow().input().text()).isEqualTo("{\"a\":1.10 , \"b\":[ ]}");
	}

	@ParameterizedTest
	@ValueSource(strings = { "0", "-1.50e+10", "123456789012345678901234567890.1000", "true", "false", "\"\"",
			"\"a\\u0000\\ud83d\\ude00\"", "\"{\\\"json\\\": 1}\"", "[1, 2 ,3]", "{ }", "{\"input\":{\"a\":\"}\"}}" })
	void startKeepsInputsVerbatim(String input) {
		Response response = this.http.post(BASE + "/start/Greet", " {\"tags\":{},\"input\" : " + input + "\n} ");
		assertThat(response.status()).isEqualTo(202);
		assertThat(this.orchestrations.status(response.text("id")).orElseThrow().input().text()).isEqualTo(input);
		assertThat(this.http.get(BASE + "/" + response.text("id")).body()).contains("\"input\":" + input + ",");
	}

	@Test
	void startTakesNoInput() {
		for (Response response : List.of(this.http.post(BASE + "/start/Greet"),
				this.http.post(BASE + "/start/Greet", ""), this.http.post(BASE + "/start/Greet/", "{}"),
				this.http.post(BASE + "/start/Greet", new byte[0], "application/octet-stream"),
				this.http.post(BASE + "/start/Greet", "{\"input\":null,\"instanceId\":null,\"tags\":null}"))) {
			assertThat(response.status()).isEqualTo(202);
			assertThat(this.orchestrations.status(response.text("id")).orElseThrow().input()).isNull();
		}
	}

	@Test
	void startTakesOptions() {
		Response response = this.http.post(BASE + "/start/Order%20processing",
				"{\"instanceId\":\"a1\",\"version\":\"2\",\"startAt\":\"2026-07-01T14:00:00+02:00\","
						+ "\"tags\":{\"customer\":\"c1\"}}");
		assertThat(response.status()).isEqualTo(202);
		assertThat(this.orchestrations.starts).singleElement().satisfies((options) -> {
			assertThat(options.version()).isEqualTo("2");
			assertThat(options.startAt()).isEqualTo(Instant.parse("2026-07-01T12:00:00Z"));
			assertThat(options.tags()).containsEntry("customer", "c1");
		});
	}

	@ParameterizedTest
	@ValueSource(strings = { "{", "{\"input\": tru}", "[1]", "\"a\"", "{} {}", "{}x", "{\"input\":1,\"input\":2}",
			"{\"input\":'a'}", "{\"input\":01}", "{\"input\":NaN}", "{\"input\":\"a\tb\"}", "{\"input\":}", "{,}" })
	void startRejectsMalformedJson(String body) {
		assertProblem(this.http.post(BASE + "/start/Greet", body), 400, "malformed-json");
		assertThat(this.orchestrations.size()).isZero();
	}

	@ParameterizedTest
	@ValueSource(strings = { "{\"orderId\":1}", "{\"instanceId\":5}", "{\"startAt\":\"tomorrow\"}", "{\"startAt\":5}",
			"{\"version\":[]}", "{\"tags\":[]}", "{\"tags\":{\"a\":1}}" })
	void startRejectsUnusableProperties(String body) {
		Response response = this.http.post(BASE + "/start/Greet", body);
		assertProblem(response, 400, "unusable-property");
		assertThat(response.text("property")).isNotEmpty();
		assertThat(this.orchestrations.size()).isZero();
	}

	@Test
	void startRejectsWhatIsNotUtf8() {
		byte[] latin1 = "{\"input\":\"é\"}".getBytes(StandardCharsets.ISO_8859_1);
		assertProblem(this.http.post(BASE + "/start/Greet", latin1, "application/json"), 400, "malformed-json");
		assertProblem(this.http.post(BASE + "/start/Greet", latin1, "application/json;charset=ISO-8859-1"), 400,
				"unusable-content-type");
		byte[] mark = "\uFEFF{\"input\":\"é\"}".getBytes(StandardCharsets.UTF_8);
		assertThat(this.http.post(BASE + "/start/Greet", mark, "application/json;charset=utf-8").status())
			.isEqualTo(202);
	}

	@Test
	void startRejectsOtherContentTypes() {
		for (String type : List.of("text/plain", "application/x-www-form-urlencoded", "nonsense")) {
			Response response = this.http.post(BASE + "/start/Greet", "{}".getBytes(StandardCharsets.UTF_8), type);
			assertProblem(response, 400, "unusable-content-type");
			assertThat(response.text("detail")).contains("is '" + type + "'");
		}
	}

	@Test
	void startRejectsDeepJson() {
		Response response = this.http.post(BASE + "/start/Greet",
				"{\"input\":" + "[".repeat(50) + "]".repeat(50) + "}");
		assertProblem(response, 400, "json-limit-exceeded");
		assertThat(response.text("property")).isEqualTo("durable.limits.max-json-depth");
		assertThat(
				this.http.post(BASE + "/start/Greet", "{\"input\":" + "[".repeat(49) + "]".repeat(49) + "}").status())
			.isEqualTo(202);
	}

	@Test
	void whatTheApplicationsConverterRefusesIsTheCallersProblem() {
		this.orchestrations.running("a1");
		this.orchestrations.failure = new DataConversionException("JSON cannot be passed on: too deep", null);
		for (Response response : List.of(this.http.post(BASE + "/start/Greet", "{\"input\":[]}"),
				this.http.post(BASE + "/a1/raiseEvent/Deep", "[]"))) {
			assertProblem(response, 400, "unusable-argument");
			assertThat(response.text("detail")).contains("too deep");
		}
	}

	@Test
	void valuesAreAsLongAsThePayloadMayBe() {
		String input = "{\"" + "n".repeat(60_000) + "\":[" + "1".repeat(2_000) + ",1." + "0".repeat(2_000) + "]}";
		assertThat(this.http.post(BASE + "/start/Greet", "{\"instanceId\":\"a1\",\"input\":" + input + "}").status())
			.isEqualTo(202);
		assertThat(this.orchestrations.status("a1").orElseThrow().input()).isEqualTo(new RawJson(input));
		assertThat(this.http.post(BASE + "/a1/raiseEvent/Long", input).status()).isEqualTo(202);
		assertThat(this.orchestrations.calls).singleElement().asString().contains(input);
	}

	@Test
	void startRejectsUnknownOrchestratorsAndBadIds() {
		Response unknown = this.http.post(BASE + "/start/greet", "{}");
		assertProblem(unknown, 400, "unknown-orchestrator");
		assertThat(unknown.json().get("registeredOrchestrators").toString())
			.isEqualTo("[\"Greet\",\"Greet@(2)\",\"Order processing\"]");
		assertThat(unknown.text("detail")).contains("Order processing");
		assertProblem(this.http.post(BASE + "/start/Greet", "{\"instanceId\":\"@a\"}"), 400, "unusable-argument");
		assertThat(this.orchestrations.size()).isZero();
	}

	@Test
	void startRejectsIdsInUse() {
		this.http.post(BASE + "/start/Greet", "{\"instanceId\":\"a1\"}");
		Response response = this.http.post(BASE + "/start/Greet", "{\"instanceId\":\"a1\"}");
		assertProblem(response, 409, "instance-exists");
		assertThat(response.text("instanceId")).isEqualTo("a1");
	}

	@Test
	void rejectsWhatIsTooLarge() {
		this.orchestrations.running("a1");
		Response response = this.http.post(BASE + "/start/Greet", "{\"input\":\"" + "x".repeat(200_000) + "\"}");
		assertProblem(response, 413, "payload-too-large");
		assertThat(response.text("property")).isEqualTo("durable.limits.max-payload-size");
		assertProblem(this.http.post(BASE + "/a1/raiseEvent/e", "\"" + "x".repeat(5_000_000) + "\""), 413,
				"payload-too-large");
		this.orchestrations.failure = new LimitExceededException("The input", "5 MB", "1 MB", "a.property");
		assertProblem(this.http.post(BASE + "/start/Greet", "{}"), 413, "payload-too-large");
	}

	@Test
	void startCanWait() throws Exception {
		CompletableFuture<Response> response = CompletableFuture.supplyAsync(
				() -> this.http.post(BASE + "/start/Greet?timeout=30&pollingInterval=1", "{\"instanceId\":\"a1\"}"));
		Awaitility.await().until(() -> this.orchestrations.isAwaited("a1"));
		this.orchestrations.end("a1", RuntimeStatus.COMPLETED, "[1, 2]", null);
		assertThat(response.get().status()).isEqualTo(200);
		assertThat(response.get().body()).isEqualTo("[1, 2]");
		Response late = this.http.post(BASE + "/start/Greet?timeout=1", "{\"instanceId\":\"a2\"}");
		assertThat(late.status()).isEqualTo(202);
		assertThat(late.header("Location")).endsWith("/a2");
	}

	@Test
	void startCanWaitForAFailure() throws Exception {
		CompletableFuture<Response> response = CompletableFuture
			.supplyAsync(() -> this.http.post(BASE + "/start/Greet?timeout=30", "{\"instanceId\":\"a1\"}"));
		Awaitility.await().until(() -> this.orchestrations.isAwaited("a1"));
		this.orchestrations.end("a1", RuntimeStatus.FAILED, null, new FailureDetails("E", "no", null, null));
		assertThat(response.get().status()).isEqualTo(400);
		assertThat(response.get().text("runtimeStatus")).isEqualTo("Failed");
		assertProblem(this.http.post(BASE + "/start/Greet?timeout=x", "{\"instanceId\":\"a3\"}"), 400,
				"unusable-parameter");
		assertThat(this.orchestrations.status("a3")).isEmpty();
	}

	@Test
	void startIsAcceptedAlthoughItCannotWait() throws Exception {
		StoreException gone = new StoreException(StoreException.Kind.UNAVAILABLE, "gone", null);
		this.orchestrations.waitFailure = gone;
		Response response = this.http.post(BASE + "/start/Greet?timeout=30", "{\"instanceId\":\"a1\"}");
		assertThat(response.status()).isEqualTo(202);
		assertThat(response.header("Location")).endsWith("/a1");
		Response status = this.http.get(BASE + "/a1?waitSeconds=30");
		assertProblem(status, 503, "store-unavailable");
		assertThat(status.text("detail")).contains("Nothing has been changed");
		this.orchestrations.waitFailure = null;
		CompletableFuture<Response> later = CompletableFuture
			.supplyAsync(() -> this.http.post(BASE + "/start/Greet?timeout=30", "{\"instanceId\":\"a2\"}"));
		Awaitility.await().until(() -> this.orchestrations.isAwaited("a2"));
		this.orchestrations.failWait("a2", gone);
		assertThat(later.get().status()).isEqualTo(202);
		assertThat(later.get().header("Location")).endsWith("/a2");
	}

	@Test
	void startIsAcceptedAlthoughItsEndCannotBeRead() throws Exception {
		CompletableFuture<Response> response = CompletableFuture.supplyAsync(
				() -> this.http.post(BASE + "/start/Greet?timeout=30&showHistory=true", "{\"instanceId\":\"a1\"}"));
		Awaitility.await().until(() -> this.orchestrations.isAwaited("a1"));
		this.orchestrations.failure = new StoreException(StoreException.Kind.UNAVAILABLE, "gone", null);
		this.orchestrations.end("a1", RuntimeStatus.FAILED, null, new FailureDetails("E", "no", null, null));
		assertThat(response.get().status()).isEqualTo(202);
		assertThat(response.get().header("Location")).endsWith("/a1");
	}

	@Test
	void statusOfARunningInstance() {
		this.orchestrations.running("a1");
		Response response = this.http.get(BASE + "/a1");
		assertThat(response.status()).isEqualTo(202);
		assertThat(response.header("Location")).isEqualTo(this.http.origin() + BASE + "/a1");
		assertThat(response.header("Retry-After")).isNotNull();
		assertThat(response.body()).isEqualTo("{\"name\":\"Greet\",\"instanceId\":\"a1\",\"runtimeStatus\":\"Running\","
				+ "\"input\":\"Ada\",\"customStatus\":null,\"output\":null,"
				+ "\"createdTime\":\"2026-07-01T12:00:00.123456Z\",\"lastUpdatedTime\":\"2026-07-01T12:00:00.123456Z\"}");
		assertThat(this.http.get(BASE + "/a1?showInput=False").body()).contains("\"input\":null");
		for (RuntimeStatus unfinished : List.of(RuntimeStatus.PENDING, RuntimeStatus.SUSPENDED,
				RuntimeStatus.CONTINUED_AS_NEW)) {
			this.orchestrations.change("a1", (before) -> before.with(unfinished, null, null));
			assertThat(this.http.get(BASE + "/a1/").status()).isEqualTo(202);
		}
	}

	@Test
	void statusOfAFinishedInstance() {
		this.orchestrations.completed("a1", "[\"Hello\"]");
		Response response = this.http.get(BASE + "/a1");
		assertThat(response.status()).isEqualTo(200);
		assertThat(response.header("Location")).isNull();
		assertThat(response.json().get("output").toString()).isEqualTo("[\"Hello\"]");
		this.orchestrations.change("a1",
				(before) -> before
					.withDetails("2", "{\"done\":3}", "p1",
							TraceContext.ofHeaders("00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01", null))
					.with(RuntimeStatus.FAILED, null,
							new FailureDetails("a.B", "broken", "at x", new FailureDetails("c.D", null, null, null))));
		Response failed = this.http.get(BASE + "/a1");
		assertThat(failed.status()).isEqualTo(400);
		assertThat(failed.json().propertyNames()).containsExactly("name", "instanceId", "runtimeStatus", "input",
				"customStatus", "output", "createdTime", "lastUpdatedTime", "version", "parentInstanceId",
				"traceParent", "failure");
		assertThat(failed.json().get("failure").toString())
			.isEqualTo("{\"errorType\":\"a.B\",\"message\":\"broken\",\"stackTrace\":\"at x\","
					+ "\"cause\":{\"errorType\":\"c.D\"}}");
		assertThat(this.http.get(BASE + "/a1?returnInternalServerErrorOnFailure=true").status()).isEqualTo(500);
		this.orchestrations.change("a1", (before) -> before.with(RuntimeStatus.TERMINATED, null, null));
		assertThat(this.http.get(BASE + "/a1?returnInternalServerErrorOnFailure=true").status()).isEqualTo(400);
	}

	@Test
	void statusShowsHistory() {
		this.orchestrations.completed("a1", "1");
		Instant time = Instant.parse("2026-07-01T12:00:00Z");
		this.orchestrations.histories.put("a1",
				List.of(new RecordedEvent(0, time, new ExecutionStarted("Greet", "", "\"Ada\"", null)),
						new RecordedEvent(1, time, new TaskScheduled(1, "SayHello", "\"Ada\"")),
						new RecordedEvent(2, time, new TaskCompleted(1, 1, "{\"a\":1}"))));
		assertThat(this.http.get(BASE + "/a1?showHistory=true").json().get("historyEvents").toString())
			.isEqualTo("[{\"EventType\":\"ExecutionStarted\",\"Timestamp\":\"2026-07-01T12:00:00Z\","
					+ "\"FunctionName\":\"Greet\",\"Input\":\"\\\"Ada\\\"\"},"
					+ "{\"EventType\":\"TaskCompleted\",\"Timestamp\":\"2026-07-01T12:00:00Z\","
					+ "\"FunctionName\":\"SayHello\",\"ScheduledTime\":\"2026-07-01T12:00:00Z\"}]");
		assertThat(this.http.get(BASE + "/a1?showHistory=true&showHistoryOutput=true").body())
			.contains("\"Result\":{\"a\":1}");
		assertThat(this.http.get(BASE + "/a1?showHistory=true&showInput=false").body()).doesNotContain("Ada");
	}

	@Test
	void statusCanWait() throws Exception {
		this.orchestrations.running("a1");
		CompletableFuture<Response> response = this.http.getLater(BASE + "/a1?waitSeconds=30");
		Awaitility.await().until(() -> this.orchestrations.isAwaited("a1"));
		this.orchestrations.end("a1", RuntimeStatus.COMPLETED, "7", null);
		assertThat(response.get().status()).isEqualTo(200);
		assertThat(response.get().text("output")).isEqualTo("7");
		this.orchestrations.running("a2");
		assertThat(this.http.get(BASE + "/a2?waitSeconds=1").status()).isEqualTo(202);
		assertThat(this.http.get(BASE + "/a2?waitSeconds=0").status()).isEqualTo(202);
		assertProblem(this.http.get(BASE + "/missing?waitSeconds=1"), 404, "instance-not-found");
	}

	@ParameterizedTest
	@ValueSource(strings = { "showHistory=1", "showInput=", "waitSeconds=-1", "waitSeconds=x", "waitSeconds=99999999",
			"returnInternalServerErrorOnFailure=no" })
	void statusRejectsUnusableParameters(String query) {
		this.orchestrations.running("a1");
		Response response = this.http.get(BASE + "/a1?" + query);
		assertProblem(response, 400, "unusable-parameter");
		assertThat(response.text("parameter")).isEqualTo(query.substring(0, query.indexOf('=')));
	}

	@Test
	void raiseEvent() {
		this.orchestrations.running("a1");
		Response response = this.http.post(BASE + "/a1/raiseEvent/Approval%20given", " {\"approved\": true} ");
		assertThat(response.status()).isEqualTo(202);
		assertThat(response.body()).isEmpty();
		assertThat(this.http.post(BASE + "/a1/raiseEvent/ping/").status()).isEqualTo(202);
		assertThat(this.http.post(BASE + "/a1/raiseEvent/text", "\"{\\\"a\\\":1}\"").status()).isEqualTo(202);
		assertThat(this.orchestrations.calls).containsExactly("event a1 Approval given {\"approved\": true}",
				"event a1 ping null", "event a1 text \"{\\\"a\\\":1}\"");
		assertProblem(this.http.post(BASE + "/a1/raiseEvent/e", "{"), 400, "malformed-json");
		assertProblem(this.http.post(BASE + "/a1/raiseEvent/e", "1 2"), 400, "malformed-json");
		assertProblem(this.http.post(BASE + "/a1/raiseEvent/e", "1".getBytes(StandardCharsets.UTF_8), "text/plain"),
				400, "unusable-content-type");
		assertProblem(this.http.post(BASE + "/missing/raiseEvent/e", "1"), 404, "instance-not-found");
		this.orchestrations.completed("a2", "1");
		Response finished = this.http.post(BASE + "/a2/raiseEvent/e", "1");
		assertProblem(finished, 410, "instance-finished");
		assertThat(finished.text("runtimeStatus")).isEqualTo("Completed");
		this.orchestrations.failure = new TooManyEventsException("a1", 5);
		Response tooMany = this.http.post(BASE + "/a1/raiseEvent/e", "1");
		assertProblem(tooMany, 429, "too-many-events");
		assertThat(tooMany.header("Retry-After")).isNotNull();
	}

	@ParameterizedTest
	@ValueSource(strings = { "terminate", "suspend", "resume" })
	void operationsWithAReason(String operation) {
		this.orchestrations.running("a1");
		assertThat(this.http.post(BASE + "/a1/" + operation + "?reason=not%20needed+now").status()).isEqualTo(202);
		assertThat(this.http.post(BASE + "/a1/" + operation, "{\"reason\":\"no \\u00e9\"}").body()).isEmpty();
		assertThat(this.http.post(BASE + "/a1/" + operation, "{}").status()).isEqualTo(202);
		assertThat(this.http.post(BASE + "/a1/" + operation, new byte[0], "application/octet-stream").status())
			.isEqualTo(202);
		assertThat(this.orchestrations.calls).containsExactly(operation + " a1 not needed now", operation + " a1 no é",
				operation + " a1 null", operation + " a1 null");
		assertProblem(this.http.post(BASE + "/a1/" + operation, "{\"reason\":1}"), 400, "unusable-property");
		assertProblem(this.http.post(BASE + "/a1/" + operation, "[]"), 400, "malformed-json");
		assertProblem(this.http.post(BASE + "/missing/" + operation), 404, "instance-not-found");
		this.orchestrations.completed("a2", "1");
		assertProblem(this.http.post(BASE + "/a2/" + operation), 410, "instance-finished");
	}

	@Test
	void terminateWithChildren() {
		this.orchestrations.running("a1");
		assertThat(this.http.post(BASE + "/a1/terminate?recursive=true&reason=x").status()).isEqualTo(202);
		assertThat(this.http.post(BASE + "/a1/terminate?recursive=false").status()).isEqualTo(202);
		assertThat(this.orchestrations.calls).containsExactly("terminate a1 x with children", "terminate a1 null");
	}

	@Test
	void rewind() {
		this.orchestrations.running("a1");
		assertProblem(this.http.post(BASE + "/a1/rewind"), 412, "instance-not-failed");
		this.orchestrations.end("a1", RuntimeStatus.FAILED, null, null);
		assertThat(this.http.post(BASE + "/a1/rewind", "{\"reason\":\"x\"}").status()).isEqualTo(202);
		assertThat(this.http.post(BASE + "/a1/rewind?reason=y").body()).isEmpty();
		assertThat(this.orchestrations.calls).containsExactly("rewind a1 x", "rewind a1 y");
		assertProblem(this.http.post(BASE + "/missing/rewind"), 404, "instance-not-found");
	}

	@Test
	void restart() {
		this.orchestrations.running("a1");
		assertProblem(this.http.post(BASE + "/a1/restart?restartWithNewInstanceId=false"), 409, "instance-exists");
		assertThat(this.http.post(BASE + "/a1/restart?restartWithNewInstanceId=True").text("id")).isEqualTo("again-a1");
		assertThat(this.http.post(BASE + "/a1/restart/").text("id")).isEqualTo("again-a1");
		this.orchestrations.completed("a1", "1");
		assertThat(this.http.post(BASE + "/a1/restart?restartWithNewInstanceId=false").text("instanceId"))
			.isEqualTo("a1");
		assertProblem(this.http.post(BASE + "/missing/restart"), 404, "instance-not-found");
		assertProblem(this.http.get(BASE + "/a1/restart"), 405, "method-not-allowed");
	}

	@Test
	void purge() {
		this.orchestrations.completed("a1", "1");
		this.orchestrations.running("a2");
		Response response = this.http.delete(BASE + "/a1");
		assertThat(response.status()).isEqualTo(200);
		assertThat(response.body()).isEqualTo("{\"instancesDeleted\":1}");
		assertProblem(this.http.delete(BASE + "/a1"), 404, "instance-not-found");
		assertProblem(this.http.delete(BASE + "/a2"), 412, "instance-not-finished");
	}

	@ParameterizedTest
	@ValueSource(strings = { "a b", "a+b", "100%", "a.b..c", "ä-日本-😀", "a;b=c", "a:b@c", "a&b=c", "%41", "started",
			"a\"b<c>", "terminate", "~_-'()*!$,", "..." })
	void idsRoundTrip(String id) {
		Response started = this.http.post(BASE + "/start/Greet",
				"{\"instanceId\":" + new tools.jackson.databind.json.JsonMapper().writeValueAsString(id) + "}");
		assertThat(started.status()).isEqualTo(202);
		assertThat(started.text("id")).isEqualTo(id);
		Response status = this.http.get(started.text("statusQueryGetUri"));
		assertThat(status.text("instanceId")).isEqualTo(id);
		assertThat(this.http.post(started.text("sendEventPostUri").replace("{eventName}", "e")).status())
			.isEqualTo(202);
		assertThat(this.orchestrations.calls).containsExactly("event " + id + " e null");
	}

	@Test
	void plusInAPathIsAPlus() {
		this.orchestrations.running("a+b");
		assertThat(this.http.get(BASE + "/a+b").text("instanceId")).isEqualTo("a+b");
	}

	@Test
	void unknownPathsAreProblems() {
		for (String path : List.of("", "/", "/a/b", "/a/b/c", "/a/raiseEvent", "/a/raiseEvent/b/c", "//a", "/a//",
				"/start", "/a/Terminate")) {
			Response response = this.http.post(BASE + path);
			assertThat(response.status()).as(path).isIn(404, 405);
			assertThat(response.header("Content-Type")).isEqualTo("application/problem+json");
		}
		assertThat(this.http.get("/runtime/orchestrationsx").status()).isEqualTo(404);
		assertThat(this.http.get("/runtime/orchestrationsx").body()).doesNotContain("urn:durable");
	}

	@Test
	void wrongMethodsAreProblems() {
		this.orchestrations.running("a1");
		Response response = this.http.method("PUT", BASE + "/a1");
		assertProblem(response, 405, "method-not-allowed");
		assertThat(response.header("Allow")).isEqualTo("GET, HEAD, DELETE, OPTIONS");
		assertProblem(this.http.get(BASE + "/start/Greet"), 405, "method-not-allowed");
		assertProblem(this.http.method("PATCH", BASE + "/a1/terminate"), 405, "method-not-allowed");
		assertProblem(this.http.method("FOO", BASE + "/a1"), 405, "method-not-allowed");
		Response options = this.http.method("OPTIONS", BASE + "/a1/suspend");
		assertThat(options.status()).isEqualTo(204);
		assertThat(options.header("Allow")).isEqualTo("POST, OPTIONS");
		assertThat(options.header("Access-Control-Allow-Origin")).isNull();
		Response head = this.http.method("HEAD", BASE + "/a1");
		assertThat(head.status()).isEqualTo(202);
		assertThat(head.body()).isEmpty();
		assertThat(head.header("Content-Type")).isEqualTo("application/json");
	}

	@Test
	void malformedQueriesAndEncodingsAreBadRequests() {
		assertThat(this.http.raw("GET " + BASE + "/a1?reason=%zz")).startsWith("HTTP/1.1 400")
			.contains("application/problem+json");
		for (String query : List.of("reason=%FF", "reason=caf%E9", "reason=%ED%A0%80", "%C3=1")) {
			assertProblem(this.http.get(BASE + "/a1?" + query), 400, "malformed-query");
		}
		for (String path : List.of("/a%2Fb", "/a%5Cb", "/a%00b", "/%zz", "/a\\b")) {
			assertThat(this.http.raw("GET " + BASE + path)).as(path).matches("(?s)HTTP/1.1 40[04].*");
		}
	}

	@Test
	void failuresAreLoggedOnceAndNotShown(CapturedOutput output) {
		this.orchestrations.failure = new IllegalStateException("secret reason");
		Response response = this.http.get(BASE + "/a1?code=hidden");
		assertProblem(response, 500, "internal-error");
		assertThat(response.body()).doesNotContain("secret");
		assertThat(output).containsOnlyOnce("GET /runtime/orchestrations/a1 failed").doesNotContain("hidden");
	}

	@Test
	void storeFailuresAskToComeBack() {
		this.orchestrations.failure = new StoreException(StoreException.Kind.RETRYABLE, "no connection", null);
		Response response = this.http.post(BASE + "/start/Greet");
		assertProblem(response, 503, "store-unavailable");
		assertThat(response.header("Retry-After")).isNotNull();
		assertThat(response.text("detail")).contains("Nothing has been changed");
		this.orchestrations.failure = new StoreException(StoreException.Kind.UNKNOWN, "lost", null);
		assertThat(this.http.post(BASE + "/start/Greet").text("detail")).contains("not known");
		this.orchestrations.failure = new StoreException(StoreException.Kind.DEFINITE, "refused", null);
		assertProblem(this.http.post(BASE + "/start/Greet"), 500, "internal-error");
	}

	@ParameterizedTest
	@MethodSource("connectionsLost")
	void lostConnectionToTheDatabaseIsNotTakenForThatToTheCaller(IOException lost) {
		SQLException cause = new SQLException("An I/O error occurred while sending to the backend.", "08006", lost);
		this.orchestrations.failure = new StoreException(StoreException.Kind.UNKNOWN, "lost", cause);
		assertProblem(this.http.post(BASE + "/start/Greet"), 503, "store-unavailable");
		assertProblem(this.http.post(BASE + "/a1/raiseEvent/go", "1"), 503, "store-unavailable");
		this.orchestrations.failure = null;
		this.orchestrations.waitFailure = new StoreException(StoreException.Kind.UNAVAILABLE, "gone", cause);
		assertProblem(this.http.get(BASE + "/a1?waitSeconds=30"), 503, "store-unavailable");
	}

	static Stream<IOException> connectionsLost() {
		return Stream.of(new EOFException(), new SocketException("Broken pipe"),
				new SocketException("Connection reset by peer"));
	}

	@Test
	void wrapsIdsInLinks() {
		Response response = this.http.post(BASE + "/start/Greet", "{\"instanceId\":\"a b+ä\"}");
		assertThat(response.header("Location"))
			.isEqualTo(this.http.origin() + BASE + "/" + UriUtils.encode("a b+ä", StandardCharsets.UTF_8));
	}

	@Test
	void describesItself() {
		for (String path : List.of("/@openapi.json", "/@openapi.json/", "/%40openapi.json")) {
			Response response = this.http.get(BASE + path);
			assertThat(response.status()).isEqualTo(200);
			assertThat(response.header("Content-Type")).isEqualTo("application/json");
			assertThat(response.text("openapi")).startsWith("3.1.");
			assertThat(response.json().get("servers").toString())
				.isEqualTo("[{\"url\":\"" + this.http.origin() + "\"}]");
			assertThat(response.json().get("paths")).isEqualTo(new DescribedAnswers().document().get("paths"));
		}
		assertThat(this.http.method("HEAD", BASE + "/@openapi.json").status()).isEqualTo(200);
		assertThat(this.http.method("OPTIONS", BASE + "/@openapi.json").header("Allow"))
			.isEqualTo("GET, HEAD, OPTIONS");
		assertProblem(this.http.delete(BASE + "/@openapi.json"), 405, "method-not-allowed");
	}

	static void assertProblem(Response response, int status, String type) {
		assertThat(response.status()).as(response.body()).isEqualTo(status);
		assertThat(response.header("Content-Type")).isEqualTo("application/problem+json");
		assertThat(response.text("type")).isEqualTo("urn:durable:problem:" + type);
		assertThat(response.text("title")).isNotEmpty();
		assertThat(response.json().get("status").asInt()).isEqualTo(status);
		assertThat(response.text("detail")).endsWith(".");
	}

}
