package dev.durable.web;

import java.nio.charset.StandardCharsets;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Supplier;
import java.util.stream.IntStream;

import dev.durable.web.TestHttp.Response;
import io.micrometer.core.instrument.MeterRegistry;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.web.util.UriUtils;

import static dev.durable.web.ManagementApiTests.assertProblem;
import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests of the management API with the engine and a database, from start to purge.
 */
@SpringBootTest(classes = ContractTestApplication.class, webEnvironment = SpringBootTest.WebEnvironment.RANDOM_PORT,
		properties = { "spring.flyway.enabled=false", "spring.jpa.open-in-view=false",
				"durable.limits.max-payload-size=50KB", "durable.limits.max-buffered-events=3" })
abstract class ManagementContract {

	private static final String BASE = "/runtime/orchestrations";

	private static final String TOKEN = "x-ms-continuation-token";

	@Autowired
	private JdbcClient jdbc;

	@Autowired
	private MeterRegistry metrics;

	private TestHttp http;

	@BeforeEach
	void setUp(@LocalServerPort int port) {
		this.http = new TestHttp(port);
	}

	@Test
	void runsAnOrchestration() {
		Response started = this.http.post(BASE + "/start/HelloCities");
		assertThat(started.status()).isEqualTo(202);
		Response status = this.http
			.get(started.text("statusQueryGetUri") + "?waitSeconds=30&showHistory=true&showHistoryOutput=true");
		assertThat(status.status()).as(status.body()).isEqualTo(200);
		assertThat(status.text("runtimeStatus")).isEqualTo("Completed");
		assertThat(status.text("name")).isEqualTo("HelloCities");
		assertThat(status.json().get("output").toString())
			.isEqualTo("[\"Hello Tokyo!\",\"Hello Seattle!\",\"Hello London!\"]");
		JsonNode history = status.json().get("historyEvents");
		assertThat(history.findValuesAsString("EventType")).containsExactly("ExecutionStarted", "TaskCompleted",
				"TaskCompleted", "TaskCompleted", "ExecutionCompleted");
		assertThat(history.get(1).get("FunctionName").asString()).isEqualTo("SayHello");
		assertThat(history.get(1).get("Result").asString()).isEqualTo("Hello Tokyo!");
		assertThat(history.get(1).get("ScheduledTime")).isNotNull();
		assertThat(history.get(4).get("OrchestrationStatus").asString()).isEqualTo("Completed");
		assertThat(this.http.get(BASE + "/" + started.text("id")).text("historyEvents")).isNull();
	}

	@Test
	void startAnswersWithTheOutputWhenItWaits() {
		Response response = this.http.post(BASE + "/start/Echo?timeout=30",
				"{\"input\":{\"a\" : 1.50, \"b\":\"\\u0000\"}}");
		assertThat(response.status()).as(response.body()).isEqualTo(200);
		assertThat(response.body()).isEqualTo("{\"a\" : 1.50, \"b\":\"\\u0000\"}");
	}

	@Test
	void startWithOptions() {
		String id = id();
		Response started = this.http.post(BASE + "/start/Echo", "{\"input\":\"x\",\"instanceId\":\"" + id
				+ "\",\"startAt\":\"2099-01-01T00:00:00Z\",\"tags\":{\"b\":\"2\",\"a\":\"1\"}}");
		assertThat(started.text("id")).isEqualTo(id);
		Response status = this.http.get(BASE + "/" + id);
		assertThat(status.status()).isEqualTo(202);
		assertThat(status.text("runtimeStatus")).isEqualTo("Pending");
		assertThat(status.text("input")).isEqualTo("x");
		assertThat(status.json().get("tags").get("a").asString()).isEqualTo("1");
		assertProblem(this.http.post(BASE + "/start/Echo", "{\"instanceId\":\"" + id + "\"}"), 409, "instance-exists");
		assertProblem(this.http.delete(BASE + "/" + id), 412, "instance-not-finished");
		assertThat(this.http.post(BASE + "/" + id + "/terminate").status()).isEqualTo(202);
	}

	@Test
	void badInputLeavesNothingBehind() {
		Map<String, Object> before = counts();
		assertProblem(this.http.post(BASE + "/start/Echo", "{\"input\":"), 400, "malformed-json");
		assertProblem(this.http.post(BASE + "/start/Ecco", "{}"), 400, "unknown-orchestrator");
		assertProblem(this.http.post(BASE + "/start/Echo", "{\"version\":\"9\"}"), 400, "unknown-orchestrator");
		for (String id : new String[] { "", "@a", "a/b", "a\\\\b", "a#b", "a?b", "a\\nb", ".", "..",
				"x".repeat(257) }) {
			assertProblem(this.http.post(BASE + "/start/Echo", "{\"instanceId\":\"" + id + "\"}"), 400,
					"unusable-argument");
		}
		assertProblem(this.http.post(BASE + "/start/Echo", "{\"input\":\"" + "x".repeat(60_000) + "\"}"), 413,
				"payload-too-large");
		assertProblem(this.http.post(BASE + "/start/Echo", "{\"input\":\"" + "x".repeat(600_000) + "\"}"), 413,
				"payload-too-large");
		assertProblem(this.http.post(BASE + "/start/Echo", "{}".getBytes(), "text/plain"), 400,
				"unusable-content-type");
		assertProblem(this.http.post(BASE + "/start/Echo", "{\"tags\":{\"a\":\"" + "x".repeat(300) + "\"}}"), 400,
				"unusable-argument");
		assertProblem(this.http.post(BASE + "/" + id() + "/raiseEvent/e", "1"), 404, "instance-not-found");
		assertThat(counts()).isEqualTo(before);
	}

	@Test
	void eventsReachTheirInstance() {
		String id = id();
		this.http.post(BASE + "/start/Approval", "{\"input\":\"o1\",\"instanceId\":\"" + id + "\"}");
		Response waiting = this.http.get(BASE + "/" + id);
		assertThat(waiting.status()).isEqualTo(202);
		assertThat(waiting.header("Location")).isEqualTo(this.http.origin() + BASE + "/" + id);
		assertProblem(this.http.post(BASE + "/" + id + "/raiseEvent/Approval", "{"), 400, "malformed-json");
		assertProblem(this.http.post(BASE + "/" + id + "/raiseEvent/Approval", "\"" + "x".repeat(60_000) + "\""), 413,
				"payload-too-large");
		assertThat(this.http.post(BASE + "/" + id + "/raiseEvent/approval", "{\"approved\": true}").status())
			.isEqualTo(202);
		Response status = this.http.get(BASE + "/" + id + "?waitSeconds=30&showHistory=true");
		assertThat(status.status()).as(status.body()).isEqualTo(200);
		assertThat(status.body()).contains("\"output\":{\"approved\": true}");
		assertThat(status.json().get("customStatus").toString()).isEqualTo("{\"waitingFor\":\"Approval\"}");
		Response late = this.http.post(BASE + "/" + id + "/raiseEvent/Approval", "1");
		assertProblem(late, 410, "instance-finished");
		assertThat(late.text("runtimeStatus")).isEqualTo("Completed");
	}

	@Test
	void tooManyEventsAreRefused() {
		String id = id();
		this.http.post(BASE + "/start/Approval", "{\"input\":\"o1\",\"instanceId\":\"" + id + "\"}");
		int status = 202;
		for (int i = 0; i < 10 && status == 202; i++) {
			status = this.http.post(BASE + "/" + id + "/raiseEvent/other", "1").status();
		}
		assertProblem(this.http.post(BASE + "/" + id + "/raiseEvent/other", "1"), 429, "too-many-events");
		assertThat(this.http.post(BASE + "/" + id + "/terminate").status()).isEqualTo(202);
	}

	@Test
	void tellsWhyAnInstanceIsWhereItIs() {
		String id = id();
		String uri = BASE + "/" + id + "/why";
		assertProblem(this.http.get(uri), 404, "instance-not-found");
		this.http.post(BASE + "/start/Family", "{\"instanceId\":\"" + id + "\"}");
		String child = "child of " + id;
		Awaitility.await()
			.until(() -> this.http.get(BASE + "/" + UriUtils.encode(child, StandardCharsets.UTF_8)).status() == 202);
		JsonNode parent = this.http.get(uri).json();
		JsonNode reason = parent.get("reasons").get(0);
		assertThat(reason.get("kind").asString()).isEqualTo("SubOrchestration");
		assertThat(reason.get("instanceId").asString()).isEqualTo(child);
		assertThat(parent.get("at").asString())
			.matches("dev\\.durable\\.web\\.ContractTestApplication.*family\\(ContractTestApplication\\.java:\\d+\\)");
		String whyUri = reason.get("whyUri").asString();
		Awaitility.await().until(() -> this.http.get(whyUri).body().contains("\"Event\""));
		this.http.post(BASE + "/" + UriUtils.encode(child, StandardCharsets.UTF_8) + "/raiseEvent/Other", "\"secret\"");
		Response why = this.http.get(whyUri + "/");
		assertThat(why.status()).isEqualTo(200);
		assertThat(why.body()).startsWith("{\"instanceId\":\"" + child + "\",\"name\":\"Approval\",")
			.contains("\"summary\":\"Waiting for event 'Approval' since ",
					"\"reasons\":[{\"kind\":\"Event\",\"name\":\"Approval\",\"since\":\"",
					"\"bufferedEvents\":[{\"name\":\"Other\",\"count\":1}]", "\"here\":true},\"basis\":\"Code\"")
			.doesNotContain("secret", "\"o1\"");
		this.http.post(BASE + "/" + id + "/terminate?recursive=true&reason=enough");
		this.http.get(BASE + "/" + id + "?waitSeconds=30");
		assertThat(this.http.get(uri).text("summary")).startsWith("Terminated at ").endsWith(": enough.");
	}

	@Test
	void terminates() {
		String id = id();
		this.http.post(BASE + "/start/Approval", "{\"input\":\"o1\",\"instanceId\":\"" + id + "\"}");
		assertThat(this.http.post(BASE + "/" + id + "/terminate?reason=changed+my%20mind").status()).isEqualTo(202);
		Response status = this.http.get(BASE + "/" + id + "?waitSeconds=30&showHistory=true");
		assertThat(status.status()).isEqualTo(400);
		assertThat(status.text("runtimeStatus")).isEqualTo("Terminated");
		assertThat(status.body()).contains("changed my mind");
		assertProblem(this.http.post(BASE + "/" + id + "/terminate"), 410, "instance-finished");
		assertProblem(this.http.post(BASE + "/" + id() + "/terminate"), 404, "instance-not-found");
	}

	@Test
	void suspendsAndResumes() {
		String id = id();
		this.http.post(BASE + "/start/Approval", "{\"input\":\"o1\",\"instanceId\":\"" + id + "\"}");
		assertThat(this.http.post(BASE + "/" + id + "/suspend", "{\"reason\":\"check\"}").status()).isEqualTo(202);
		assertThat(this.http.post(BASE + "/" + id + "/suspend").status()).isEqualTo(202);
		this.http.post(BASE + "/" + id + "/raiseEvent/Approval", "true");
		Response suspended = this.http.get(BASE + "/" + id + "?waitSeconds=1");
		assertThat(suspended.status()).isEqualTo(202);
		assertThat(suspended.text("runtimeStatus")).isEqualTo("Suspended");
		assertThat(this.http.post(BASE + "/" + id + "/resume").status()).isEqualTo(202);
		assertThat(this.http.get(BASE + "/" + id + "?waitSeconds=30").text("output")).isEqualTo("true");
		assertProblem(this.http.post(BASE + "/" + id + "/suspend"), 410, "instance-finished");
		assertProblem(this.http.post(BASE + "/" + id() + "/resume"), 404, "instance-not-found");
	}

	@Test
	void tellsOfFailures() {
		Response started = this.http.post(BASE + "/start/Fail?timeout=30");
		assertThat(started.status()).isEqualTo(400);
		assertThat(started.text("runtimeStatus")).isEqualTo("Failed");
		JsonNode failure = started.json().get("failure");
		assertThat(failure.toString()).contains("out of stock");
		String uri = BASE + "/" + started.text("instanceId");
		assertThat(this.http.get(uri).status()).isEqualTo(400);
		assertThat(this.http.get(uri + "?returnInternalServerErrorOnFailure=true").status()).isEqualTo(500);
		JsonNode history = this.http.get(uri + "?showHistory=true").json().get("historyEvents");
		assertThat(history.findValuesAsString("EventType")).containsExactly("ExecutionStarted", "TaskFailed",
				"ExecutionCompleted");
		assertThat(history.get(1).get("Reason").asString()).isEqualTo("out of stock");
		assertThat(history.get(1).get("FailureDetails").get("ErrorType").asString())
			.isEqualTo(IllegalStateException.class.getName());
	}

	@Test
	void purges() {
		Response started = this.http.post(BASE + "/start/Echo?timeout=30", "{\"instanceId\":\"" + id() + "\"}");
		assertThat(started.status()).isEqualTo(200);
		assertThat(started.body()).isEqualTo("null");
		String id = id();
		this.http.post(BASE + "/start/Echo?timeout=30", "{\"instanceId\":\"" + id + "\"}");
		Response purged = this.http.delete(BASE + "/" + id);
		assertThat(purged.status()).isEqualTo(200);
		assertThat(purged.body()).isEqualTo("{\"instancesDeleted\":1}");
		assertProblem(this.http.get(BASE + "/" + id), 404, "instance-not-found");
		assertProblem(this.http.delete(BASE + "/" + id), 404, "instance-not-found");
	}

	@Test
	void rewinds() {
		String id = id();
		Response failed = this.http.post(BASE + "/start/FailFirst?timeout=30",
				"{\"input\":\"tea\",\"instanceId\":\"" + id + "\"}");
		assertThat(failed.status()).isEqualTo(400);
		Response rewound = this.http.post(BASE + "/" + id + "/rewind?reason=delivered");
		assertThat(rewound.status()).isEqualTo(202);
		assertThat(rewound.body()).isEmpty();
		Response status = this.http.get(BASE + "/" + id + "?waitSeconds=30&showHistory=true&showHistoryOutput=true");
		assertThat(status.status()).as(status.body()).isEqualTo(200);
		assertThat(status.text("output")).isEqualTo("tea in stock");
		assertThat(status.json().get("failure")).isNull();
		JsonNode history = status.json().get("historyEvents");
		assertThat(history.findValuesAsString("EventType")).containsExactly("ExecutionStarted", "TaskFailed",
				"ExecutionCompleted", "ExecutionRewound", "TaskCompleted", "ExecutionCompleted");
		assertThat(history.get(3).get("Reason").asString()).isEqualTo("delivered");
		Response refused = this.http.post(BASE + "/" + id + "/rewind");
		assertProblem(refused, 412, "instance-not-failed");
		assertThat(refused.text("runtimeStatus")).isEqualTo("Completed");
		assertProblem(this.http.post(BASE + "/" + id() + "/rewind"), 404, "instance-not-found");
	}

	@Test
	void restarts() {
		String id = id();
		String links = this.http
			.post(BASE + "/start/Approval", "{\"input\":\"o1\",\"instanceId\":\"" + id + "\",\"tags\":{\"a\":\"1\"}}")
			.text("restartPostUri");
		assertProblem(this.http.post(links + "?restartWithNewInstanceId=false"), 409, "instance-exists");
		Response other = this.http.post(links);
		assertThat(other.status()).isEqualTo(202);
		assertThat(other.text("id")).isNotEqualTo(id);
		assertThat(other.header("Location")).isEqualTo(other.text("statusQueryGetUri"));
		assertThat(other.header("Retry-After")).isNotNull();
		this.http.post(other.text("terminatePostUri").replace("{text}", "enough"));
		this.http.post(BASE + "/" + id + "/raiseEvent/Approval", "1");
		assertThat(this.http.get(BASE + "/" + id + "?waitSeconds=30").text("output")).isEqualTo("1");
		Response same = this.http.post(BASE + "/" + id + "/restart?restartWithNewInstanceId=false");
		assertThat(same.status()).isEqualTo(202);
		assertThat(same.text("id")).isEqualTo(id);
		Response status = this.http.get(same.text("statusQueryGetUri"));
		assertThat(status.status()).isEqualTo(202);
		assertThat(status.text("input")).isEqualTo("o1");
		assertThat(status.json().get("tags").get("a").asString()).isEqualTo("1");
		this.http.post(BASE + "/" + id + "/raiseEvent/Approval", "2");
		assertThat(this.http.get(BASE + "/" + id + "?waitSeconds=30").text("output")).isEqualTo("2");
		assertProblem(this.http.post(BASE + "/" + id() + "/restart"), 404, "instance-not-found");
		assertProblem(this.http.post(BASE + "/" + id + "/restart?restartWithNewInstanceId=maybe"), 400,
				"unusable-parameter");
	}

	@Test
	void terminatesWithChildren() {
		String id = id();
		this.http.post(BASE + "/start/Family", "{\"instanceId\":\"" + id + "\"}");
		String child = BASE + "/child%20of%20" + id;
		Awaitility.await().until(() -> this.http.get(child).status() == 202);
		assertProblem(this.http.post(BASE + "/" + id + "/terminate?recursive=yes"), 400, "unusable-parameter");
		assertThat(this.http.post(BASE + "/" + id + "/terminate?recursive=true&reason=enough").status()).isEqualTo(202);
		assertThat(this.http.get(BASE + "/" + id + "?waitSeconds=30").text("runtimeStatus")).isEqualTo("Terminated");
		Response status = this.http.get(child + "?waitSeconds=30");
		assertThat(status.text("runtimeStatus")).isEqualTo("Terminated");
		assertThat(status.text("output")).isEqualTo("enough");
		assertProblem(this.http.post(BASE + "/" + id + "/terminate?recursive=true"), 410, "instance-finished");
		assertProblem(this.http.post(BASE + "/" + id() + "/terminate?recursive=true"), 404, "instance-not-found");
	}

	@Test
	void oneOfFiftyStartsOfAnIdWins() {
		String id = id();
		Map<String, Object> before = counts();
		List<Integer> statuses = atOnce(50,
				() -> this.http.post(BASE + "/start/Approval", "{\"input\":\"o1\",\"instanceId\":\"" + id + "\"}")
					.status());
		assertThat(statuses).containsOnlyOnce(202).filteredOn((status) -> status != 202).containsOnly(409).hasSize(49);
		assertThat(counts().get("instances")).isEqualTo((Long) before.get("instances") + 1);
		this.http.post(BASE + "/" + id + "/raiseEvent/Approval", "1");
		assertThat(this.http.get(BASE + "/" + id + "?waitSeconds=30").text("output")).isEqualTo("1");
		List<Integer> restarts = atOnce(20,
				() -> this.http.post(BASE + "/" + id + "/restart?restartWithNewInstanceId=false").status());
		assertThat(restarts).containsOnlyOnce(202).filteredOn((status) -> status != 202).containsOnly(409).hasSize(19);
		this.http.post(BASE + "/" + id + "/terminate");
	}

	private static <T> List<T> atOnce(int threads, Supplier<T> action) {
		ExecutorService executor = Executors.newFixedThreadPool(threads);
		try {
			CountDownLatch ready = new CountDownLatch(threads);
			return IntStream.range(0, threads).mapToObj((i) -> CompletableFuture.supplyAsync(() -> {
				ready.countDown();
				try {
					ready.await();
				}
				catch (InterruptedException ex) {
					throw new IllegalStateException(ex);
				}
				return action.get();
			}, executor)).toList().stream().map(CompletableFuture::join).toList();
		}
		finally {
			executor.shutdownNow();
		}
	}

	@Test
	void listsPageByPage() {
		String tag = id();
		List<String> ids = List.of("a b " + tag, "a+b+" + tag, "a.b.." + tag, "ä-日本-😀" + tag, "a%41&b=c" + tag);
		for (String id : ids) {
			Response started = this.http.post(BASE + "/start/Echo?timeout=30",
					"{\"input\":[1.50],\"instanceId\":\"" + id + "\",\"tags\":{\"test\":\"" + tag + "\"}}");
			assertThat(started.status()).as(started.body()).isEqualTo(200);
		}
		List<String> listed = new ArrayList<>();
		Response page = this.http.get(BASE + "/?top=2&tag=test:" + tag);
		while (page.header(TOKEN) != null) {
			assertThat(page.status()).isEqualTo(200);
			page.json().forEach((status) -> listed.add(status.get("instanceId").asString()));
			page = (listed.size() == 2)
					? this.http.get(BASE + "/?top=2&tag=test:" + tag + "&continuationToken=" + page.header(TOKEN))
					: this.http.get(BASE + "?top=2&tag=test:" + tag, TOKEN, page.header(TOKEN));
		}
		page.json().forEach((status) -> listed.add(status.get("instanceId").asString()));
		Collections.reverse(listed);
		assertThat(listed).isEqualTo(ids);
		for (String id : ids) {
			String path = BASE + "/" + UriUtils.encode(id, StandardCharsets.UTF_8);
			String prefix = UriUtils.encode(id, StandardCharsets.UTF_8);
			assertThat(this.http.get(BASE + "?instanceIdPrefix=" + prefix).body())
				.isEqualTo("[" + this.http.get(path).body() + "]");
			assertThat(this.http.get(BASE + "?showInput=false&instanceIdPrefix=" + prefix).body())
				.isEqualTo("[" + this.http.get(path + "?showInput=false").body() + "]")
				.contains("\"input\":null", "\"output\":[1.50]");
		}
	}

	@Test
	void listsByStatusNameAndTime() {
		String tag = id();
		String waiting = start("Approval", tag);
		String failed = start("Fail", tag);
		this.http.get(BASE + "/" + failed + "?waitSeconds=30");
		this.http.get(BASE + "/" + waiting);
		String list = BASE + "?tag=test:" + tag;
		assertThat(listed(list + "&runtimeStatus=Failed")).containsExactly(failed);
		assertThat(listed(list + "&runtimeStatus=pending,running")).containsExactly(waiting);
		assertThat(listed(list + "&runtimeStatus=Completed")).isEmpty();
		assertThat(listed(list + "&name=Approval")).containsExactly(waiting);
		assertThat(listed(list + "&name=approval")).isEmpty();
		assertThat(listed(list)).containsExactly(failed, waiting);
		assertThat(this.http.get(list + "&runtimeStatus=Failed").json().get(0).get("failure").toString())
			.contains("out of stock");
		String created = this.http.get(BASE + "/" + failed).text("createdTime");
		assertThat(listed(list + "&createdTimeFrom=" + created)).containsExactly(failed);
		assertThat(listed(list + "&createdTimeTo=" + created)).containsExactly(failed, waiting);
		String offset = created.replace("Z", "+00:00");
		assertThat(listed(list + "&createdTimeFrom=" + offset)).containsExactly(failed);
		assertThat(listed(list + "&createdTimeFrom=" + offset.replace("+", "%2B") + "&createdTimeTo=" + offset))
			.containsExactly(failed);
		assertThat(listed(list + "&createdTimeFrom=" + OffsetDateTime.parse(created).plusNanos(1000))).isEmpty();
		assertThat(this.http.post(BASE + "/" + waiting + "/terminate").status()).isEqualTo(202);
	}

	@Test
	void tokensOfOtherListsAreRefused() {
		String tag = id();
		start("Echo", tag);
		start("Echo", tag);
		String list = BASE + "?top=1&tag=test:" + tag;
		String token = this.http.get(list).header(TOKEN);
		assertThat(this.http.get(list, TOKEN, token).status()).isEqualTo(200);
		String damaged = token.substring(0, 20) + ((token.charAt(20) != 'A') ? 'A' : 'B') + token.substring(21);
		for (String wrong : List.of(damaged, token + "AAAA", token.substring(4), "x", "%25%25")) {
			assertProblem(this.http.get(list + "&continuationToken=" + wrong), 400, "unusable-argument");
		}
		assertProblem(this.http.get(BASE + "?tag=test:other", TOKEN, token), 400, "unusable-argument");
		assertProblem(this.http.get(list + "&name=Echo", TOKEN, token), 400, "unusable-argument");
		assertProblem(this.http.get(BASE + "?instanceIdPrefix=%00"), 400, "unusable-argument");
		assertProblem(this.http.get(BASE + "?name=" + "x".repeat(300)), 400, "unusable-argument");
	}

	@Test
	void purgesMany() {
		String tag = id();
		List<String> finished = List.of(start("Echo", tag), start("Echo", tag), start("Fail", tag));
		String waiting = start("Approval", tag);
		finished.forEach((id) -> this.http.get(BASE + "/" + id + "?waitSeconds=30"));
		JsonNode before = this.http.get(BASE + "/counts").json();
		String delete = BASE + "/?tag=test:" + tag;
		assertThat(this.http.delete(delete + "&createdTimeTo=2020-01-01T00:00:00%2B00:00").body())
			.isEqualTo("{\"instancesDeleted\":0}");
		assertThat(this.http.delete(delete + "&runtimeStatus=Running,Pending").body())
			.isEqualTo("{\"instancesDeleted\":0}");
		assertThat(this.http.delete(delete + "&runtimeStatus=Failed,Running").body())
			.isEqualTo("{\"instancesDeleted\":1}");
		assertThat(this.http.delete(delete).body()).isEqualTo("{\"instancesDeleted\":2}");
		assertThat(this.http.delete(delete).body()).isEqualTo("{\"instancesDeleted\":0}");
		assertThat(listed(BASE + "?tag=test:" + tag)).containsExactly(waiting);
		assertProblem(this.http.get(BASE + "/" + finished.get(0)), 404, "instance-not-found");
		assertProblem(this.http.delete(BASE + "/"), 400, "filter-missing");
		JsonNode after = this.http.get(BASE + "/counts").json();
		assertThat(after.get("Completed").asInt()).isEqualTo(before.get("Completed").asInt() - 2);
		assertThat(after.get("Failed").asInt()).isEqualTo(before.get("Failed").asInt() - 1);
		assertThat(after.get("byName").get("Approval").get("Running").asInt()).isPositive();
		assertThat(this.http.post(BASE + "/" + waiting + "/terminate").status()).isEqualTo(202);
	}

	private String start(String name, String tag) {
		return this.http.post(BASE + "/start/" + name, "{\"input\":\"x\",\"tags\":{\"test\":\"" + tag + "\"}}")
			.text("id");
	}

	private List<String> listed(String uri) {
		Response response = this.http.get(uri);
		assertThat(response.status()).as(response.body()).isEqualTo(200);
		return response.json().findValuesAsString("instanceId");
	}

	@Test
	void valuesRoundTrip() {
		String number = "1".repeat(2_000);
		String name = "n".repeat(20_000);
		for (String value : List.of(number, "{\"" + name + "\":[-1." + number + "]}", "null", "\"\"",
				"\"a \\\"quoted\\\" line\\n\"", "\"{\\\"a\\\":1}\"", "1.50", "-0", "12345678901234567890", "true", "[]",
				"{}", "{\"a\":[1,{\"b\":null}],\"ä\":\"日本\"}")) {
			String id = id();
			Response output = this.http.post(BASE + "/start/Echo?timeout=30",
					"{\"input\":" + value + ",\"instanceId\":\"" + id + "\"}");
			assertThat(output.body()).isEqualTo(value);
			Response status = this.http.get(BASE + "/" + id + "/");
			assertThat(status.status()).isEqualTo(200);
			assertThat(status.body()).contains("\"input\":" + value + ",", "\"output\":" + value + ",");
		}
	}

	@Test
	void requestsWithoutBodyMayHaveAnyContentType() {
		for (String type : new String[] { null, "application/json", "application/octet-stream", "text/plain" }) {
			String id = id();
			assertThat(this.http.post(BASE + "/start/Approval/", "{\"input\":\"o1\",\"instanceId\":\"" + id + "\"}")
				.status()).isEqualTo(202);
			for (String operation : List.of("suspend", "suspend/", "resume", "terminate/")) {
				assertThat(this.http.send("POST", BASE + "/" + id + "/" + operation, type, "").status()).as(operation)
					.isEqualTo(202);
			}
			assertThat(this.http.get(BASE + "/" + id + "?waitSeconds=30").text("runtimeStatus"))
				.isEqualTo("Terminated");
			assertThat(this.http.delete(BASE + "/" + id + "/").status()).isEqualTo(200);
		}
	}

	@Test
	void methodsAreThoseOfTheOperation() {
		String id = id();
		this.http.post(BASE + "/start/Approval", "{\"input\":\"o1\",\"instanceId\":\"" + id + "\"}");
		Map<String, String> allowed = Map.of("", "GET, HEAD, DELETE, OPTIONS", "/suspend", "POST, OPTIONS", "/resume",
				"POST, OPTIONS", "/terminate", "POST, OPTIONS", "/rewind", "POST, OPTIONS", "/restart", "POST, OPTIONS",
				"/raiseEvent/Approval", "POST, OPTIONS");
		allowed.forEach((operation, methods) -> {
			String path = BASE + "/" + id + operation;
			assertThat(this.http.method("OPTIONS", path).header("Allow")).as(operation).isEqualTo(methods);
			Response wrong = this.http.method("PUT", path);
			assertProblem(wrong, 405, "method-not-allowed");
			assertThat(wrong.header("Allow")).isEqualTo(methods);
			if (!operation.isEmpty()) {
				assertProblem(this.http.get(path), 405, "method-not-allowed");
			}
		});
		Response head = this.http.method("HEAD", BASE + "/" + id);
		assertThat(head.status()).isEqualTo(202);
		assertThat(head.body()).isEmpty();
		assertThat(this.http.get(BASE + "/" + id).status()).isEqualTo(202);
		assertProblem(this.http.delete(BASE + "/" + id), 412, "instance-not-finished");
		this.http.post(BASE + "/" + id + "/terminate");
	}

	@Test
	void idsRoundTrip() {
		String id = "a b+c%41;x=1 ä-日本-😀 " + id();
		Response started = this.http.post(BASE + "/start/Echo?timeout=30",
				"{\"input\":1,\"instanceId\":\"" + id + "\"}");
		assertThat(started.status()).as(started.body()).isEqualTo(200);
		Response again = this.http.post(BASE + "/start/Echo", "{\"input\":1,\"instanceId\":\"" + id + "\"}");
		assertThat(again.status()).isEqualTo(202);
		assertThat(this.http.get(again.header("Location")).text("instanceId")).isEqualTo(id);
	}

	@Test
	void keepsTheTraceContext() {
		String traceParent = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-03";
		Response started = this.http.post(BASE + "/start/Trace", "{}", "traceparent", traceParent, "tracestate",
				"vendor=1,other=2");
		Response status = this.http.get(started.text("statusQueryGetUri") + "?waitSeconds=30");
		assertThat(status.status()).as(status.body()).isEqualTo(200);
		assertTrace(status, traceParent, started.text("id"));
	}

	void assertTrace(Response status, String traceParent, String instanceId) {
		assertThat(status.text("traceParent")).isEqualTo(traceParent);
		JsonNode output = status.json().get("output");
		assertThat(output.get("context").asString()).isEqualTo(traceParent);
		assertThat(output.get("current").asString()).isEqualTo(traceParent);
		assertThat(output.get("state").asString()).isEqualTo("vendor=1,other=2");
		assertThat(output.get("traceId").asString()).isEqualTo(traceParent.substring(3, 35));
		assertThat(output.get("spanId").asString()).isEqualTo(traceParent.substring(36, 52));
		assertThat(output.get("instanceId").asString()).isEqualTo(instanceId);
	}

	@Test
	void controllersOfTheApplicationAnswerAlike() {
		String id = id();
		this.http.post(BASE + "/start/Approval", "{\"input\":\"o1\",\"instanceId\":\"" + id + "\"}");
		assertThat(this.http.get("/orders/" + id).status()).isEqualTo(202);
		assertThat(this.http.get("/orders/" + id + "/wait").header("Location")).endsWith("/" + id);
		this.http.post(BASE + "/" + id + "/raiseEvent/Approval", "[1]");
		this.http.get(BASE + "/" + id + "?waitSeconds=30");
		assertThat(this.http.get("/orders/" + id + "/wait").body()).isEqualTo("[1]");
	}

	@Test
	void metricsDoNotGrowWithInstances() {
		this.http.get(BASE + "/" + id());
		Awaitility.await()
			.untilAsserted(() -> assertThat(this.metrics.find("http.server.requests")
				.tag("uri", BASE + "/{instanceId}")
				.tag("status", "404")
				.timer()).isNotNull());
	}

	private Map<String, Object> counts() {
		return this.jdbc.sql("""
				select (select count(*) from durable_instance) as instances,
				(select count(*) from durable_message) as messages
				""").query().singleRow();
	}

	private static String id() {
		return UUID.randomUUID().toString();
	}

}
