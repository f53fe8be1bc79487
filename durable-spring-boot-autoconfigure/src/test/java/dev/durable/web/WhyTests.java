package dev.durable.web;

import java.time.Instant;
import java.util.List;

import dev.durable.FailureDetails;
import dev.durable.Reason;
import dev.durable.RuntimeStatus;
import dev.durable.web.TestHttp.Response;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.web.server.LocalServerPort;

import static dev.durable.web.ManagementApiTests.assertProblem;
import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests of how the management API explains an instance. That each answer is as described
 * is checked by {@link TestHttp}.
 */
@SpringBootTest(classes = WebTestApplication.class, webEnvironment = SpringBootTest.WebEnvironment.RANDOM_PORT)
class WhyTests {

	private static final String BASE = "/runtime/orchestrations";

	private static final Instant TIME = Instant.parse("2026-07-01T10:02:00.5Z");

	private static final String SINCE = "\"since\":\"2026-07-01T10:02:00.500Z\"";

	private static final Reason.Node HERE = new Reason.Node(7, "1@host", TIME, true);

	private static final Reason.Node GONE = new Reason.Node(8, null, null, false);

	private static final FailureDetails FAILURE = new FailureDetails("java.io.IOException", "offline", "trace", null);

	@Autowired
	private TestOrchestrations orchestrations;

	@Autowired
	private ManagementService management;

	private TestHttp http;

	@BeforeEach
	void setUp(@LocalServerPort int port) {
		this.http = new TestHttp(port);
		this.orchestrations.reset();
		this.orchestrations.running("a b");
	}

	@Test
	void explains() {
		Response response = this.http.get(BASE + "/a%20b/why");
		assertThat(response.status()).isEqualTo(200);
		assertThat(response.body())
			.isEqualTo("{\"instanceId\":\"a b\",\"name\":\"Greet\",\"runtimeStatus\":\"Running\","
					+ "\"generation\":0,\"summary\":\"Because.\",\"reasons\":[],\"moreReasons\":0,\"anyOf\":false,"
					+ "\"bufferedEvents\":[{\"name\":\"Other\",\"count\":2}],\"basis\":\"History\","
					+ "\"limitation\":\"there is no code\",\"lastUpdatedTime\":\"2026-07-01T12:00:00.123456Z\","
					+ "\"time\":\"2026-07-01T12:00:00.123456Z\"}");
		assertThat(this.http.get(BASE + "/a%20b/why/").body()).isEqualTo(response.body());
		assertThat(this.http.method("HEAD", BASE + "/a%20b/why").status()).isEqualTo(200);
		assertThat(this.http.method("OPTIONS", BASE + "/a%20b/why").header("Allow")).isEqualTo("GET, HEAD, OPTIONS");
	}

	@Test
	void tellsOfOpenWork() {
		assertThat(reason(new Reason.Event("Approval", TIME, TIME, true))).isEqualTo("{\"kind\":\"Event\","
				+ "\"name\":\"Approval\"," + SINCE + ",\"until\":\"2026-07-01T10:02:00.500Z\",\"awaited\":true}");
		assertThat(reason(new Reason.Activity("Charge", 3, Reason.ActivityProgress.WAITING_TO_RETRY, 2, 5, TIME, TIME,
				TIME, HERE, FAILURE, null)))
			.isEqualTo("{\"kind\":\"Activity\",\"name\":\"Charge\",\"taskId\":3,\"progress\":\"WaitingToRetry\","
					+ "\"attempt\":2,\"maxAttempts\":5," + SINCE + ",\"dueAt\":\"2026-07-01T10:02:00.500Z\","
					+ "\"runningSince\":\"2026-07-01T10:02:00.500Z\",\"node\":{\"id\":7,\"name\":\"1@host\","
					+ "\"heartbeatTime\":\"2026-07-01T10:02:00.500Z\",\"here\":true},"
					+ "\"lastFailure\":{\"errorType\":\"java.io.IOException\",\"message\":\"offline\"}}");
		assertThat(reason(new Reason.Timer(4, TIME, TIME, false))).isEqualTo("{\"kind\":\"Timer\",\"taskId\":4," + SINCE
				+ ",\"fireAt\":\"2026-07-01T10:02:00.500Z\",\"awaited\":false}");
		String child = BASE + "/x%20y";
		assertThat(
				reason(new Reason.SubOrchestration(5, "x y", "Child", "2", RuntimeStatus.CONTINUED_AS_NEW, TIME, true)))
			.isEqualTo("{\"kind\":\"SubOrchestration\",\"taskId\":5,\"instanceId\":\"x y\",\"name\":\"Child\","
					+ "\"version\":\"2\",\"runtimeStatus\":\"ContinuedAsNew\"," + SINCE + ",\"statusQueryGetUri\":\""
					+ this.http.origin() + child + "\",\"whyUri\":\"" + this.http.origin() + child
					+ "/why\",\"awaited\":true}");
	}

	@Test
	void tellsOfObstacles() {
		assertThat(reason(new Reason.Turn(2, Reason.TurnProgress.RUNNING, TIME, "a.B.c(B.java:1)"))).isEqualTo(
				"{\"kind\":\"Turn\",\"number\":2,\"progress\":\"Running\"," + SINCE + ",\"at\":\"a.B.c(B.java:1)\"}");
		assertThat(reason(new Reason.Messages(3, false, null)))
			.isEqualTo("{\"kind\":\"Messages\",\"count\":3,\"more\":false}");
		assertThat(reason(new Reason.StartTime(TIME)))
			.isEqualTo("{\"kind\":\"StartTime\",\"startAt\":\"2026-07-01T10:02:00.500Z\"}");
		assertThat(reason(new Reason.Unclaimed(TIME, "it is full")))
			.isEqualTo("{\"kind\":\"Unclaimed\"," + SINCE + ",\"obstacle\":\"it is full\"}");
		assertThat(reason(new Reason.MissingCode("Foo", "2", List.of("Foo@(1)"), TIME)))
			.isEqualTo("{\"kind\":\"MissingCode\",\"name\":\"Foo\",\"version\":\"2\",\"registered\":[\"Foo@(1)\"],"
					+ SINCE + "}");
		assertThat(reason(new Reason.Suspension(Reason.SuspensionCause.NON_DETERMINISM, TIME, "why")))
			.isEqualTo("{\"kind\":\"Suspension\",\"cause\":\"NonDeterminism\"," + SINCE + ",\"reason\":\"why\"}");
		assertThat(reason(new Reason.NonDeterminism(17, 1, "a", "b", true)))
			.isEqualTo("{\"kind\":\"NonDeterminism\",\"turn\":17,\"decision\":1,\"history\":\"a\",\"code\":\"b\","
					+ "\"recorded\":true}");
		assertThat(reason(new Reason.Trial(2, 1))).isEqualTo("{\"kind\":\"Trial\",\"takeovers\":2,\"trials\":1}");
		assertThat(reason(new Reason.LostOwner(GONE)))
			.isEqualTo("{\"kind\":\"LostOwner\",\"node\":{\"id\":8,\"here\":false}}");
		assertThat(reason(new Reason.End(TIME, FAILURE, null)))
			.isEqualTo("{\"kind\":\"End\",\"time\":\"2026-07-01T10:02:00.500Z\","
					+ "\"failure\":{\"errorType\":\"java.io.IOException\",\"message\":\"offline\"}}");
	}

	@Test
	void knowsNothingOfOthers() {
		assertProblem(this.http.get(BASE + "/missing/why"), 404, "instance-not-found");
		assertProblem(this.http.get(BASE + "/missing/why/"), 404, "instance-not-found");
		assertProblem(this.http.get(BASE + "/a%20b/why/x"), 404, "no-such-operation");
		assertProblem(this.http.post(BASE + "/a%20b/why"), 405, "method-not-allowed");
		assertProblem(this.http.delete(BASE + "/a%20b/why"), 405, "method-not-allowed");
		this.orchestrations.failure = new IllegalStateException("a secret");
		assertProblem(this.http.get(BASE + "/a%20b/why"), 500, "internal-error");
	}

	@Test
	void explainsThroughEndpointsOfTheApplication() {
		this.orchestrations.reasons = List.of(new Reason.SubOrchestration(5, "x y", "Child", null, null, TIME, true));
		assertThat(this.management.why("https://orders.example.com/workflows", "a b").json())
			.contains("\"whyUri\":\"https://orders.example.com/workflows/x%20y/why\"");
	}

	private String reason(Reason reason) {
		this.orchestrations.reasons = List.of(reason);
		JsonNode reasons = this.http.get(BASE + "/a%20b/why").json().get("reasons");
		assertThat(reasons.size()).isEqualTo(1);
		return reasons.get(0).toString();
	}

}
