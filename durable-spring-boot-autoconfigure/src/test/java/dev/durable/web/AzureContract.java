package dev.durable.web;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.regex.Pattern;

import dev.durable.RuntimeStatus;
import dev.durable.StartOptions;
import dev.durable.TraceContext;
import dev.durable.engine.DurableEngine;
import dev.durable.engine.Registrations;
import dev.durable.history.EventRaised;
import dev.durable.history.RecordedEvent;
import dev.durable.store.DurableStore;
import dev.durable.web.TestHttp.Response;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import tools.jackson.databind.JsonNode;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.web.server.LocalServerPort;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What Azure's clients may rely on, below each of the prefixes and on every database.
 */
@SpringBootTest(classes = ContractTestApplication.class, webEnvironment = SpringBootTest.WebEnvironment.RANDOM_PORT,
		properties = { "durable.management.azure.enabled=true", "durable.management.system-key=the key,old",
				"durable.task-hub=TestHub", "spring.flyway.enabled=false", "spring.jpa.open-in-view=false",
				"durable.limits.max-payload-size=50KB", "durable.limits.max-buffered-events=3",
				"management.tracing.export.enabled=false" })
abstract class AzureContract {

	private static final String QUERY = "taskHub=TestHub&connection=Storage&code=the%20key";

	private static final Pattern WHOLE_SECONDS = Pattern.compile("\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\dZ");

	@Autowired
	private DurableStore store;

	@Autowired
	private Registrations registrations;

	private TestHttp http;

	@BeforeEach
	void setUp(@LocalServerPort int port) {
		this.http = new TestHttp(port);
	}

	@ParameterizedTest
	@EnumSource
	void startAnswersWithLinks(AzurePrefix prefix) {
		String id = id();
		Response started = this.http.post(start(prefix, "Echo/" + id), "{\"a\" : 1.50}");
		assertThat(started.status()).isEqualTo(202);
		assertThat(started.header("Retry-After")).isEqualTo("10");
		assertThat(started.header("Content-Type")).isEqualTo("application/json;charset=UTF-8");
		String instance = this.http.origin() + prefix.path() + "/instances/" + id;
		assertThat(started.header("Location")).isEqualTo(instance + "?" + QUERY);
		assertThat(started.json().propertyNames()).containsExactly("id", "statusQueryGetUri", "sendEventPostUri",
				"terminatePostUri", "purgeHistoryDeleteUri", "rewindPostUri", "restartPostUri", "suspendPostUri",
				"resumePostUri");
		assertThat(started.text("id")).isEqualTo(id);
		assertThat(started.text("statusQueryGetUri")).isEqualTo(instance + "?" + QUERY);
		assertThat(started.text("sendEventPostUri")).isEqualTo(instance + "/raiseEvent/{eventName}?" + QUERY);
		assertThat(started.text("terminatePostUri")).isEqualTo(instance + "/terminate?reason={text}&" + QUERY);
		assertThat(started.text("purgeHistoryDeleteUri")).isEqualTo(instance + "?" + QUERY);
		assertThat(started.text("rewindPostUri")).isEqualTo(instance + "/rewind?reason={text}&" + QUERY);
		assertThat(started.text("restartPostUri")).isEqualTo(instance + "/restart?" + QUERY);
		assertThat(started.text("suspendPostUri")).isEqualTo(instance + "/suspend?reason={text}&" + QUERY);
		assertThat(started.text("resumePostUri")).isEqualTo(instance + "/resume?reason={text}&" + QUERY);
		assertThat(awaitEnd(prefix, id).body()).contains("\"input\":{\"a\" : 1.50}", "\"output\":{\"a\" : 1.50}");
	}

	@ParameterizedTest
	@EnumSource
	void startWaitsForTheOutput(AzurePrefix prefix) {
		Response completed = this.http.post(start(prefix, "Echo") + "&timeout=30&pollingInterval=0.5", "[1, 2]");
		assertThat(completed.status()).isEqualTo(200);
		assertThat(completed.body()).isEqualTo("[1, 2]");
		Response waiting = this.http.post(start(prefix, "Approval") + "&timeout=0.2&pollingInterval=0.1", "\"o1\"");
		assertThat(waiting.status()).isEqualTo(202);
		assertThat(waiting.header("Retry-After")).isEqualTo("10");
		Response ignored = this.http.post(start(prefix, "Approval") + "&timeout=soon", "\"o1\"");
		assertThat(ignored.status()).isEqualTo(202);
		terminate(prefix, waiting.text("id"));
		terminate(prefix, ignored.text("id"));
		Response failed = this.http.post(start(prefix, "Fail") + "&timeout=30&pollingInterval=1");
		assertThat(failed.status()).isEqualTo(prefix.failedStatus().value());
		assertThat(failed.text("runtimeStatus")).isEqualTo("Failed");
	}

	@ParameterizedTest
	@EnumSource
	void startTellsWhatIsWrong(AzurePrefix prefix) {
		assertError(this.http.post(start(prefix, "Ecco"), "1"), 400, "There is no orchestrator 'Ecco'");
		assertError(this.http.post(start(prefix, "Echo"), "{"), 400, "not valid JSON");
		assertError(this.http.post(start(prefix, "Echo"), "1 2"), 400, "after the JSON value");
		assertError(this.http.post(start(prefix, "Echo/@a"), "1"), 400, "'@'");
		assertError(this.http.post(start(prefix, "Echo/start"), "1"), 400, "'start' means something else");
		assertError(this.http.post(start(prefix, "Echo/counts"), "1"), 400, "'counts' means something else");
		assertError(this.http.post(start(prefix, "Echo/%2E"), "1"), 400, "Instance id is not usable");
		assertError(this.http.post(start(prefix, "Echo/%2E%2E"), "1"), 400, "Instance id is not usable");
		assertError(this.http.post(start(prefix, "Echo") + "&version=9", "1"), 400, "Echo");
		assertError(this.http.post(start(prefix, "Echo"), "\"" + "x".repeat(60_000) + "\""), 413,
				"durable.limits.max-payload-size");
		String id = id();
		assertThat(this.http.post(start(prefix, "Approval/" + id), "\"o1\"").status()).isEqualTo(202);
		assertError(this.http.post(start(prefix, "Approval/" + id), "\"o1\""), 409, id);
		terminate(prefix, id);
	}

	@ParameterizedTest
	@EnumSource
	void startTakesWhatClientsSend(AzurePrefix prefix) {
		assertThat(inputOf(prefix, this.http.post(start(prefix, "Echo")))).isNull();
		assertThat(inputOf(prefix, this.http.post(start(prefix, "Echo"), new byte[0], "application/octet-stream")))
			.isNull();
		assertThat(inputOf(prefix, this.http.post(start(prefix, "Echo"), ""))).isNull();
		assertThat(inputOf(prefix, this.http.post(start(prefix, "Echo"), "\"\""))).isNull();
		assertThat(inputOf(prefix, this.http.post(start(prefix, "Echo"), "null"))).isNull();
		assertThat(inputOf(prefix,
				this.http.post(start(prefix, "Echo"), "{\"a\":1}".getBytes(), "application/x-www-form-urlencoded")))
			.isEqualTo("{\"a\":1}");
		assertThat(inputOf(prefix, this.http.post(start(prefix, "Echo"), "\"{\\\"a\\\": 1}\"")))
			.isEqualTo("\"{\\\"a\\\": 1}\"");
	}

	@ParameterizedTest
	@EnumSource
	void statusTellsHowFarAnInstanceIs(AzurePrefix prefix) {
		Instant before = Instant.now().minusSeconds(60);
		String id = this.http.post(start(prefix, "Approval"), "\"o1\"").text("id");
		Response running = this.http.get(instance(prefix, id) + "&returnInternalServerErrorOnFailure=true");
		assertThat(running.status()).isEqualTo(202);
		assertThat(running.header("Retry-After")).isEqualTo("5");
		assertThat(running.header("Location")).isEqualTo(this.http.origin() + prefix.path() + "/instances/" + id + "?"
				+ QUERY + "&returnInternalServerErrorOnFailure=true");
		assertThat(this.http.get(instance(prefix, id)).header("Location"))
			.isEqualTo(this.http.origin() + prefix.path() + "/instances/" + id + "?" + QUERY);
		assertThat(running.json().propertyNames()).containsExactly("name", "instanceId", "runtimeStatus", "input",
				"customStatus", "output", "createdTime", "lastUpdatedTime");
		assertThat(running.json().get("output").isNull()).isTrue();
		this.http.post(instance(prefix, id, "/raiseEvent/Approval"), "{\"approved\": true}");
		Response completed = awaitEnd(prefix, id);
		assertThat(completed.status()).isEqualTo(200);
		assertThat(completed.header("Location")).isNull();
		assertThat(completed.text("name")).isEqualTo("Approval");
		assertThat(completed.text("instanceId")).isEqualTo(id);
		assertThat(completed.text("runtimeStatus")).isEqualTo("Completed");
		assertThat(completed.text("input")).isEqualTo("o1");
		assertThat(completed.body()).contains("\"output\":{\"approved\": true}");
		assertThat(completed.json().get("customStatus").toString()).isEqualTo("{\"waitingFor\":\"Approval\"}");
		for (String time : new String[] { completed.text("createdTime"), completed.text("lastUpdatedTime") }) {
			assertThat(time).matches(WHOLE_SECONDS);
			assertThat(Instant.parse(time)).isBetween(before, Instant.now().plusSeconds(60));
		}
		assertThat(this.http.get(instance(prefix, id) + "&SHOWINPUT=False").json().get("input").isNull()).isTrue();
		assertThat(this.http.get(instance(prefix, id) + "&showInput=maybe").text("input")).isEqualTo("o1");
	}

	@ParameterizedTest
	@EnumSource
	void statusShowsTheHistory(AzurePrefix prefix) {
		String id = this.http.post(start(prefix, "HelloCities") + "&timeout=0").text("id");
		awaitEnd(prefix, id);
		JsonNode history = this.http.get(instance(prefix, id) + "&showHistory=True&showhistoryoutput=TRUE")
			.json()
			.get("historyEvents");
		assertThat(history.findValuesAsString("EventType")).containsExactly("ExecutionStarted", "TaskCompleted",
				"TaskCompleted", "TaskCompleted", "ExecutionCompleted");
		assertThat(history.get(1).get("FunctionName").asString()).isEqualTo("SayHello");
		assertThat(history.get(1).get("Result").asString()).isEqualTo("Hello Tokyo!");
		JsonNode withoutOutput = this.http.get(instance(prefix, id) + "&showHistory=true").json().get("historyEvents");
		assertThat(withoutOutput.get(1).get("Result")).isNull();
	}

	@ParameterizedTest
	@EnumSource
	void statusTellsOfFailures(AzurePrefix prefix) {
		String id = this.http.post(start(prefix, "Fail")).text("id");
		Response failed = awaitEnd(prefix, id);
		assertThat(failed.status()).isEqualTo(prefix.failedStatus().value());
		assertThat(failed.text("runtimeStatus")).isEqualTo("Failed");
		assertThat(failed.text("output")).contains("out of stock");
		assertThat(this.http.get(instance(prefix, id) + "&returnInternalServerErrorOnFailure=True").status())
			.isEqualTo(500);
		assertThat(this.http.get(instance(prefix, id) + "&returnInternalServerErrorOnFailure=false").status())
			.isEqualTo(prefix.failedStatus().value());
		String terminated = this.http.post(start(prefix, "Approval"), "\"o1\"").text("id");
		terminate(prefix, terminated);
		assertThat(awaitEnd(prefix, terminated).status()).isEqualTo(prefix.failedStatus().value());
		assertThat(this.http.get(instance(prefix, terminated) + "&returnInternalServerErrorOnFailure=true").status())
			.isEqualTo(prefix.failedStatus().value());
		assertNotFound(this.http.get(instance(prefix, id())));
	}

	@Test
	void statusOfTheFirstVersionsIs400AndOfTheCurrentOne200() {
		assertThat(AzurePrefix.FUNCTIONS_1.failedStatus().value()).isEqualTo(400);
		assertThat(AzurePrefix.FUNCTIONS_2.failedStatus().value()).isEqualTo(400);
		assertThat(AzurePrefix.CURRENT.failedStatus().value()).isEqualTo(200);
		assertThat(AzurePrefix.FUNCTIONS_1.path()).isEqualTo("/admin/extensions/DurableTaskExtension");
		assertThat(AzurePrefix.FUNCTIONS_2.path()).isEqualTo("/webhookextensions/handler/DurableTaskExtension");
		assertThat(AzurePrefix.CURRENT.path()).isEqualTo("/runtime/webhooks/durabletask");
	}

	@ParameterizedTest
	@EnumSource
	void eventsReachTheirInstance(AzurePrefix prefix) {
		String id = this.http.post(start(prefix, "Approval"), "\"o1\"").text("id");
		String event = instance(prefix, id, "/RaiseEvent/Approval");
		assertError(this.http.post(event, "{"), 400, "not valid JSON");
		assertError(this.http.post(event, "1".getBytes(), "text/plain"), 400, "application/json");
		assertError(this.http.post(event, "\"" + "x".repeat(60_000) + "\""), 413, "durable.limits.max-payload-size");
		assertNotFound(this.http.post(instance(prefix, id(), "/raiseEvent/Approval"), "{"));
		assertNotFound(this.http.post(instance(prefix, id(), "/raiseEvent/Approval"), "1"));
		assertThat(this.http.get(instance(prefix, id)).status()).isEqualTo(202);
		assertAccepted(this.http.post(event, "\"{\\\"a\\\": 1}\""));
		assertThat(awaitEnd(prefix, id).body()).contains("\"output\":\"{\\\"a\\\": 1}\"");
		assertGone(this.http.post(event, "1"));
		assertGone(this.http.post(event, "{"));
		assertGone(this.http.post(event, "1".getBytes(), "text/plain"));
	}

	@ParameterizedTest
	@EnumSource
	void eventsNeedNoPayload(AzurePrefix prefix) {
		String id = this.http.post(start(prefix, "Approval"), "\"o1\"").text("id");
		assertAccepted(
				this.http.post(instance(prefix, id, "/raiseEvent/Approval"), new byte[0], "application/octet-stream"));
		assertThat(awaitEnd(prefix, id).json().get("output").isNull()).isTrue();
	}

	@ParameterizedTest
	@EnumSource
	void tooManyEventsAreRefused(AzurePrefix prefix) {
		String id = this.http.post(start(prefix, "Approval"), "\"o1\"").text("id");
		int status = 202;
		for (int i = 0; i < 10 && status == 202; i++) {
			status = this.http.post(instance(prefix, id, "/raiseEvent/other"), "1").status();
		}
		Response refused = this.http.post(instance(prefix, id, "/raiseEvent/other"), "1");
		assertError(refused, 429, id);
		assertThat(refused.header("Retry-After")).isNotNull();
		terminate(prefix, id);
	}

	@ParameterizedTest
	@EnumSource
	void terminates(AzurePrefix prefix) {
		String posted = this.http.post(start(prefix, "Approval"), "\"o1\"").text("id");
		assertAccepted(this.http.post(instance(prefix, posted, "/terminate") + "&reason=changed+my%20mind"));
		String deleted = this.http.post(start(prefix, "Approval"), "\"o1\"").text("id");
		assertAccepted(this.http.delete(instance(prefix, deleted, "/Terminate") + "&Reason=buggy"));
		assertThat(awaitEnd(prefix, posted).text("runtimeStatus")).isEqualTo("Terminated");
		assertThat(awaitEnd(prefix, deleted).text("runtimeStatus")).isEqualTo("Terminated");
		assertThat(this.http.get(instance(prefix, posted) + "&showHistory=true").body()).contains("changed my mind");
		assertThat(this.http.get(instance(prefix, deleted) + "&showHistory=true").body()).contains("buggy");
		assertGone(this.http.post(instance(prefix, posted, "/terminate")));
		assertGone(this.http.delete(instance(prefix, posted, "/terminate")));
		assertNotFound(this.http.post(instance(prefix, id(), "/terminate")));
		assertNotFound(this.http.delete(instance(prefix, id(), "/terminate")));
	}

	@ParameterizedTest
	@EnumSource
	void suspendsAndResumes(AzurePrefix prefix) {
		String id = this.http.post(start(prefix, "Approval"), "\"o1\"").text("id");
		assertAccepted(this.http.post(instance(prefix, id, "/suspend") + "&reason=check"));
		assertAccepted(this.http.post(instance(prefix, id, "/suspend"), new byte[0], "application/octet-stream"));
		Response suspended = this.http.get(instance(prefix, id));
		assertThat(suspended.status()).isEqualTo(202);
		assertThat(suspended.text("runtimeStatus")).isEqualTo("Suspended");
		assertAccepted(this.http.post(instance(prefix, id, "/resume")));
		assertThat(this.http.get(instance(prefix, id)).text("runtimeStatus")).isEqualTo("Running");
		terminate(prefix, id);
		awaitEnd(prefix, id);
		assertGone(this.http.post(instance(prefix, id, "/suspend")));
		assertGone(this.http.post(instance(prefix, id, "/resume")));
		assertNotFound(this.http.post(instance(prefix, id(), "/suspend")));
		assertNotFound(this.http.post(instance(prefix, id(), "/resume")));
	}

	@ParameterizedTest
	@EnumSource
	void rewindsWhatHasFailed(AzurePrefix prefix) {
		String failed = this.http.post(start(prefix, "Fail")).text("id");
		awaitEnd(prefix, failed);
		assertAccepted(this.http.post(instance(prefix, failed, "/Rewind") + "&reason=repaired"));
		assertThat(awaitEnd(prefix, failed).text("runtimeStatus")).isEqualTo("Failed");
		assertThat(this.http.get(instance(prefix, failed) + "&showHistory=true").body()).contains("repaired");
		String id = this.http.post(start(prefix, "Approval"), "\"o1\"").text("id");
		Response running = this.http.post(instance(prefix, id, "/rewind"));
		assertThat(running.status()).isEqualTo(412);
		assertThat(running.header("Content-Type")).startsWith("application/json");
		assertThat(running.json().asString())
			.isEqualTo("The rewind operation is only supported on failed orchestration instances.");
		terminate(prefix, id);
		awaitEnd(prefix, id);
		assertGone(this.http.post(instance(prefix, id, "/rewind")));
		assertNotFound(this.http.post(instance(prefix, id(), "/rewind")));
		assertNotFound(this.http.delete(instance(prefix, failed, "/rewind")));
	}

	@ParameterizedTest
	@EnumSource
	void restarts(AzurePrefix prefix) {
		String id = id();
		this.http.post(start(prefix, "Approval/" + id), "\"o1\"");
		Response restarted = this.http.post(instance(prefix, id, "/Restart"));
		assertThat(restarted.status()).isEqualTo(202);
		assertThat(restarted.header("Retry-After")).isEqualTo("10");
		String other = restarted.text("id");
		assertThat(other).isNotEqualTo(id);
		assertThat(restarted.header("Location")).isEqualTo(this.http.origin() + instance(prefix, other));
		assertThat(this.http.get(restarted.header("Location")).text("input")).isEqualTo("o1");
		terminate(prefix, other);
		String same = instance(prefix, id, "/restart") + "&RestartWithNewInstanceId=False";
		assertError(this.http.post(same), 409, id);
		this.http.post(instance(prefix, id, "/raiseEvent/Approval"), "1");
		assertThat(awaitEnd(prefix, id).text("runtimeStatus")).isEqualTo("Completed");
		assertThat(this.http.post(same).text("id")).isEqualTo(id);
		assertThat(this.http.get(instance(prefix, id)).status()).isEqualTo(202);
		this.http.post(instance(prefix, id, "/raiseEvent/Approval"), "2");
		assertThat(awaitEnd(prefix, id).json().get("output").asInt()).isEqualTo(2);
		String echo = this.http.post(start(prefix, "Echo"), "[3]").text("id");
		Response output = this.http.post(instance(prefix, echo, "/restart") + "&timeout=30&pollingInterval=1");
		assertThat(output.status()).isEqualTo(200);
		assertThat(output.body()).isEqualTo("[3]");
		String unknown = id();
		assertError(this.http.post(instance(prefix, unknown, "/restart")), 400, unknown);
	}

	@ParameterizedTest
	@EnumSource
	void purges(AzurePrefix prefix) {
		String id = this.http.post(start(prefix, "Approval"), "\"o1\"").text("id");
		assertError(this.http.delete(instance(prefix, id)), 412, id);
		terminate(prefix, id);
		awaitEnd(prefix, id);
		Response purged = this.http.delete(instance(prefix, id));
		assertThat(purged.status()).isEqualTo(200);
		assertThat(purged.body()).isEqualTo("{\"instancesDeleted\":1}");
		assertNotFound(this.http.get(instance(prefix, id)));
		assertNotFound(this.http.delete(instance(prefix, id)));
	}

	@ParameterizedTest
	@EnumSource
	void needsTheRightHubConnectionAndKey(AzurePrefix prefix) {
		String id = this.http.post(start(prefix, "Echo") + "&timeout=0", "1").text("id");
		awaitEnd(prefix, id);
		String uri = prefix.path() + "/instances/" + id;
		for (String query : new String[] { "code=the+key", "CODE=old", "code=old&taskHub=&connection=",
				"code=old&TASKHUB=TestHub&Connection=storage" }) {
			assertThat(this.http.get(uri + "?" + query).status()).as(query).isEqualTo(200);
		}
		assertNotFound(this.http.get(uri + "?code=old&taskHub=NoSuchHub"));
		assertError(this.http.get(uri + "?code=old&connection=Other"), 400, "'Other'");
		assertError(this.http.get(uri), 401, "x-functions-key");
		assertError(this.http.get(uri + "?code=wrong"), 401, "x-functions-key");
		assertError(this.http.get(prefix.path() + "/nothing"), 401, "x-functions-key");
		assertThat(this.http.get(uri, "x-functions-key", "old").status()).isEqualTo(200);
		assertError(this.http.delete(uri + "?code=old", "Origin", "http://evil.example"), 403, "evil.example");
		assertThat(this.http.get(uri + "?code=old").status()).isEqualTo(200);
	}

	@ParameterizedTest
	@EnumSource
	void literalsAreTheSameInUpperAndLowerCase(AzurePrefix prefix) {
		String id = id();
		assertThat(this.http.post(prefix.path().toUpperCase() + "/ORCHESTRATORS/Approval/" + id + "?" + QUERY, "\"o1\"")
			.status()).isEqualTo(202);
		assertThat(this.http.get(prefix.path().toLowerCase() + "/Instances/" + id + "/?" + QUERY).status())
			.isEqualTo(202);
		assertAccepted(this.http.post(prefix.path() + "/iNSTANCES/" + id + "/sUSPEND?" + QUERY));
		assertAccepted(this.http.post(prefix.path() + "/instances/" + id + "/RESUME/?" + QUERY));
		assertAccepted(this.http.post(prefix.path() + "/instances/" + id + "/raiseevent/APPROVAL?" + QUERY, "1"));
		assertThat(awaitEnd(prefix, id).json().get("output").asInt()).isEqualTo(1);
		assertNotFound(this.http.get(prefix.path() + "/instances/" + id.toUpperCase() + "?" + QUERY));
	}

	@ParameterizedTest
	@EnumSource
	void whatIsNotThereIs404(AzurePrefix prefix) {
		String id = this.http.post(start(prefix, "Approval"), "\"o1\"").text("id");
		for (String request : new String[] { "GET ", "GET /", "GET /orchestrators", "POST /orchestrators/",
				"GET /orchestrators/Echo", "POST /orchestrators/Echo/a/b", "POST /instances/" + id,
				"PUT /instances/" + id, "HEAD /instances/" + id, "OPTIONS /instances/" + id,
				"GET /instances/" + id + "/terminate", "DELETE /instances/" + id + "/suspend",
				"POST /instances/" + id + "/explode", "GET /instances/" + id + "/raiseEvent/Approval",
				"POST /instances/" + id + "/raiseEvent", "POST /instances/" + id + "/raiseEvent/a/b",
				"POST /instances//terminate", "GET /entities/counter", "POST /makeprimary" }) {
			String[] parts = request.split(" ", 2);
			Response response = this.http.method(parts[0], prefix.path() + parts[1] + "?" + QUERY);
			assertThat(response.status()).as(request).isEqualTo(404);
			assertThat(response.body()).as(request).isEmpty();
		}
		assertThat(this.http.get(instance(prefix, id)).text("runtimeStatus")).isEqualTo("Running");
		terminate(prefix, id);
	}

	@ParameterizedTest
	@EnumSource
	void keepsTheTraceContext(AzurePrefix prefix) {
		String traceId = "0af7651916cd43dd8448eb211c80319c";
		Response output = this.http.post(start(prefix, "Trace") + "&timeout=30", "", "traceparent",
				"00-" + traceId + "-b7ad6b7169203331-03", "tracestate", "vendor=1,other=2");
		assertThat(output.status()).as(output.body()).isEqualTo(200);
		assertThat(output.text("traceId")).isEqualTo(traceId);
		assertThat(output.text("state")).isEqualTo("vendor=1,other=2");
	}

	@ParameterizedTest
	@EnumSource
	void idsRoundTrip(AzurePrefix prefix) {
		String id = "a b+c%41;x=1 ä-日本-😀 " + id();
		String encoded = "a%20b+c%2541%3Bx=1%20%C3%A4-%E6%97%A5%E6%9C%AC-%F0%9F%98%80%20"
				+ id.substring(id.length() - 36);
		Response started = this.http.post(prefix.path() + "/orchestrators/Echo/" + encoded + "?" + QUERY, "1");
		assertThat(started.text("id")).isEqualTo(id);
		assertThat(this.http.get(started.header("Location")).text("instanceId")).isEqualTo(id);
	}

	@ParameterizedTest
	@EnumSource
	void lists(AzurePrefix prefix) {
		String batch = id();
		Instant before = Instant.now().minusSeconds(60);
		for (int i = 0; i < 3; i++) {
			awaitEnd(prefix, this.http.post(start(prefix, "Echo/" + batch + i), String.valueOf(i)).text("id"));
		}
		this.http.post(start(prefix, "Approval/" + batch + "3"), "\"o1\"");
		String failed = this.http.post(start(prefix, "Fail/" + batch + "4")).text("id");
		assertThat(awaitEnd(prefix, failed).text("runtimeStatus")).isEqualTo("Failed");
		String list = prefix.path() + "/instances/?" + QUERY + "&instanceIdPrefix=" + batch;
		Response all = this.http.get(list);
		assertThat(all.status()).isEqualTo(200);
		assertThat(all.header("x-ms-continuation-token")).isNull();
		assertThat(all.header("Content-Type")).startsWith("application/json");
		assertThat(ids(all)).containsExactlyInAnyOrder(batch + 0, batch + 1, batch + 2, batch + 3, batch + 4);
		for (JsonNode status : all.json()) {
			assertThat(status.propertyNames()).containsExactly("name", "instanceId", "runtimeStatus", "input",
					"customStatus", "output", "createdTime", "lastUpdatedTime");
			Response single = this.http.get(instance(prefix, status.get("instanceId").asString()));
			assertThat(status).isEqualTo(single.json());
		}
		assertThat(ids(this.http.get(list + "&runtimeStatus=Completed"))).containsExactlyInAnyOrder(batch + 0,
				batch + 1, batch + 2);
		assertThat(ids(this.http.get(list + "&runtimestatus=running,FAILED"))).containsExactlyInAnyOrder(batch + 3,
				batch + 4);
		assertThat(ids(this.http.get(list + "&runtimeStatus=Running&runtimeStatus=Failed")))
			.containsExactlyInAnyOrder(batch + 3, batch + 4);
		assertThat(ids(this.http.get(list + "&createdTimeFrom=" + before))).hasSize(5);
		assertThat(ids(this.http.get(list + "&createdTimeTo=" + before))).isEmpty();
		assertThat(ids(this.http.get(list + "&createdTimeFrom=2999-01-01"))).isEmpty();
		assertThat(ids(this.http.get(list + "&createdTimeFrom=2020-01-01T00:00:00+02:00&createdTimeTo=2999-01-01")))
			.hasSize(5);
		assertThat(ids(this.http.get(list + "&createdTimeFrom=yesterday&runtimeStatus=Odd&top=many&top=-1")))
			.hasSize(5);
		assertThat(this.http.get(list + "&showInput=FALSE").json().findValues("input")).allMatch(JsonNode::isNull);
		assertThat(ids(this.http.get(prefix.path() + "/instances?" + QUERY + "&instanceIdPrefix=" + batch))).hasSize(5);
		terminate(prefix, batch + 3);
	}

	@ParameterizedTest
	@EnumSource
	void listsPageByPage(AzurePrefix prefix) {
		String batch = id();
		for (int i = 0; i < 5; i++) {
			this.http.post(start(prefix, "Echo/" + batch + i), "1");
		}
		String list = prefix.path() + "/instances?" + QUERY + "&top=2&instanceIdPrefix=" + batch;
		List<String> found = new ArrayList<>();
		String token = "";
		while (token != null) {
			Response page = this.http.get(list, "x-ms-continuation-token", token);
			assertThat(page.status()).as(page.body()).isEqualTo(200);
			assertThat(page.json()).hasSizeLessThanOrEqualTo(2);
			found.addAll(ids(page));
			token = page.header("x-ms-continuation-token");
		}
		assertThat(found).containsExactlyInAnyOrder(batch + 0, batch + 1, batch + 2, batch + 3, batch + 4);
		assertError(this.http.get(list, "x-ms-continuation-token", "damaged"), 400, "continuation token");
	}

	@ParameterizedTest
	@EnumSource
	void purgesMany(AzurePrefix prefix) {
		String running = this.http.post(start(prefix, "Approval"), "\"o1\"").text("id");
		String failed = this.http.post(start(prefix, "Fail")).text("id");
		String completed = this.http.post(start(prefix, "Echo"), "1").text("id");
		awaitEnd(prefix, failed);
		awaitEnd(prefix, completed);
		String purge = prefix.path() + "/instances/?" + QUERY;
		for (String query : new String[] { "", "&runtimeStatus=Failed", "&createdTimeFrom=then",
				"&createdTimeTo=2999-01-01" }) {
			assertError(this.http.delete(purge + query), 400, "createdTimeFrom");
		}
		assertError(this.http.delete(purge + "&createdTimeFrom=2020-01-01&createdTimeTo=now"), 400, "createdTimeTo");
		assertError(this.http.delete(purge + "&createdTimeFrom=2020-01-01&runtimeStatus=Odd"), 400, "runtimeStatus");
		assertNotFound(this.http.delete(purge + "&createdTimeFrom=2999-01-01"));
		assertNotFound(this.http.delete(purge + "&createdTimeFrom=2020-01-01&createdTimeTo=2020-01-02T00:00:00Z"));
		assertNotFound(this.http.delete(purge + "&createdTimeFrom=2020-01-01&runtimeStatus=Running"));
		assertThat(this.http.get(instance(prefix, failed)).text("runtimeStatus")).isEqualTo("Failed");
		Response purged = this.http
			.delete(purge + "&createdTimeFrom=2020-01-01T00:00:00.000Z&runtimeStatus=Failed,Odd");
		assertThat(purged.status()).isEqualTo(200);
		assertThat(purged.json().propertyNames()).containsExactly("instancesDeleted");
		assertThat(purged.json().get("instancesDeleted").asInt()).isPositive();
		assertNotFound(this.http.get(instance(prefix, failed)));
		assertThat(this.http.get(instance(prefix, completed)).status()).isEqualTo(200);
		Response rest = this.http.delete(prefix.path() + "/INSTANCES?" + QUERY + "&createdTimeFrom=2020-01-01");
		assertThat(rest.json().get("instancesDeleted").asInt()).isPositive();
		assertNotFound(this.http.get(instance(prefix, completed)));
		assertThat(this.http.get(instance(prefix, running)).text("runtimeStatus")).isEqualTo("Running");
		terminate(prefix, running);
	}

	@ParameterizedTest
	@EnumSource
	void eventsToOtherTaskHubsCarryTheTraceOfTheirSender(AzurePrefix prefix) {
		DurableEngine other = DurableEngine.builder(this.store, this.registrations).taskHub("TracedHub").build();
		other.start();
		try {
			String id = other.client().start("Approval", "o2", StartOptions.instanceId(id()));
			assertAccepted(this.http.post(
					prefix.path() + "/instances/" + id + "/raiseEvent/Approval?taskHub=TracedHub&code=old", "1",
					"traceparent", "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01", "baggage", "tenant=7"));
			assertThat(await(other, id, RuntimeStatus.COMPLETED)).isTrue();
			assertThat(other.history().of(id)).map(RecordedEvent::event)
				.filteredOn(EventRaised.class::isInstance)
				.singleElement()
				.satisfies((event) -> {
					TraceContext trace = ((EventRaised) event).trace();
					assertThat(trace.traceId()).isEqualTo("0af7651916cd43dd8448eb211c80319c");
					assertThat(trace.baggage()).isEqualTo("tenant=7");
				});
		}
		finally {
			other.stop();
		}
	}

	@ParameterizedTest
	@EnumSource
	void reachesOtherTaskHubsOfTheDatabase(AzurePrefix prefix) {
		DurableEngine other = DurableEngine.builder(this.store, this.registrations).taskHub("OtherHub").build();
		other.start();
		try {
			String id = id();
			String events = other.client().start("Approval", "o2", StartOptions.instanceId(id));
			String longer = other.client().start("Approval", "o3", StartOptions.instanceId(id + "0"));
			String query = "?taskHub=OtherHub&code=old";
			String instances = prefix.path() + "/instances/";
			Response status = this.http.get(instances + id + query + "&showHistory=true");
			assertThat(status.status()).isEqualTo(202);
			assertThat(status.text("input")).isEqualTo("o2");
			assertThat(status.json().get("historyEvents").get(0).get("EventType").asString())
				.isEqualTo("ExecutionStarted");
			assertThat(status.header("Location"))
				.isEqualTo(this.http.origin() + instances + id + "?taskHub=OtherHub&connection=Storage&code=the%20key");
			assertNotFound(this.http.get(instances + id + "?code=old"));
			assertNotFound(this.http.get(instances + id.substring(1) + query));
			assertNotFound(this.http.get(instances + "x".repeat(300) + query));
			assertThat(ids(this.http.get(instances + query + "&instanceIdPrefix=" + id))).containsExactly(id, longer);
			assertAccepted(this.http.post(instances + longer + "/suspend" + query));
			assertThat(await(other, longer, RuntimeStatus.SUSPENDED)).isTrue();
			assertAccepted(this.http.post(instances + longer + "/resume" + query));
			assertAccepted(this.http.post(instances + longer + "/terminate" + query + "&reason=buggy"));
			assertAccepted(this.http.post(instances + events + "/raiseEvent/Approval" + query, "[ 1]"));
			assertThat(await(other, longer, RuntimeStatus.TERMINATED)).isTrue();
			assertThat(await(other, events, RuntimeStatus.COMPLETED)).isTrue();
			assertThat(this.http.get(instances + id + query).body()).contains("\"output\":[ 1]");
			assertThat(this.http.get(instances + longer + query + "&showHistory=true").body()).contains("buggy");
			assertGone(this.http.post(instances + id + "/raiseEvent/Approval" + query, "1"));
			assertThat(this.http.delete(instances + id + query).status()).isEqualTo(200);
			assertNotFound(this.http.delete(instances + id + query));
			Response purged = this.http.delete(instances + query + "&createdTimeFrom=2020-01-01");
			assertThat(purged.body()).isEqualTo("{\"instancesDeleted\":1}");
			assertError(this.http.post(prefix.path() + "/orchestrators/Echo" + query, "1"), 400, "OtherHub");
			assertError(this.http.post(instances + id + "/restart" + query), 400, "OtherHub");
			assertError(this.http.post(instances + id + "/rewind" + query), 400, "OtherHub");
			for (String unknown : new String[] { "NoSuchHub", "OtherHub", "testhub", "@replaced", "x".repeat(300) }) {
				String uri = instances + "?code=old&taskHub=" + unknown;
				assertNotFound(this.http.get(uri));
				assertNotFound(this.http.delete(uri + "&createdTimeFrom=2020-01-01"));
			}
		}
		finally {
			other.stop();
		}
	}

	private static boolean await(DurableEngine engine, String id, RuntimeStatus status) {
		Awaitility.await()
			.atMost(Duration.ofSeconds(30))
			.until(() -> engine.client().status(id).orElseThrow().runtimeStatus() == status);
		return true;
	}

	private static List<String> ids(Response list) {
		assertThat(list.status()).as(list.body()).isEqualTo(200);
		assertThat(list.json().isArray()).isTrue();
		return list.json().findValuesAsString("instanceId");
	}

	String start(AzurePrefix prefix, String orchestrator) {
		return prefix.path() + "/orchestrators/" + orchestrator + "?" + QUERY;
	}

	String instance(AzurePrefix prefix, String id) {
		return instance(prefix, id, "");
	}

	String instance(AzurePrefix prefix, String id, String tail) {
		return prefix.path() + "/instances/" + id + tail + "?" + QUERY;
	}

	TestHttp http() {
		return this.http;
	}

	private String inputOf(AzurePrefix prefix, Response started) {
		assertThat(started.status()).as(started.body()).isEqualTo(202);
		String body = awaitEnd(prefix, started.text("id")).body();
		String input = body.substring(body.indexOf("\"input\":") + 8, body.indexOf(",\"customStatus\""));
		return input.equals("null") ? null : input;
	}

	/**
	 * Wait over the native API, which these routes have no counterpart of.
	 */
	Response awaitEnd(AzurePrefix prefix, String id) {
		this.http.get("/runtime/orchestrations/" + id + "?waitSeconds=30&code=old");
		return this.http.get(instance(prefix, id));
	}

	void terminate(AzurePrefix prefix, String id) {
		assertAccepted(this.http.post(instance(prefix, id, "/terminate")));
	}

	static void assertAccepted(Response response) {
		assertThat(response.status()).as(response.body()).isEqualTo(202);
		assertThat(response.body()).isEmpty();
	}

	static void assertGone(Response response) {
		assertThat(response.status()).isEqualTo(410);
		assertThat(response.body()).isEmpty();
	}

	static void assertNotFound(Response response) {
		assertThat(response.status()).as(response.body()).isEqualTo(404);
		assertThat(response.body()).isEmpty();
		assertThat(response.header("Content-Type")).startsWith("application/json");
	}

	static void assertError(Response response, int status, String message) {
		assertThat(response.status()).as(response.body()).isEqualTo(status);
		assertThat(response.header("Content-Type")).startsWith("application/json");
		assertThat(response.json().propertyNames()).containsExactly("Message", "ExceptionMessage");
		assertThat(response.text("Message")).isNotEmpty();
		assertThat(response.text("ExceptionMessage")).contains(message);
	}

	static String id() {
		return UUID.randomUUID().toString();
	}

}
