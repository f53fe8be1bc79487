package dev.durable.example.kill;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

import dev.durable.example.kill.ExampleClient.Answer;
import org.awaitility.core.ConditionFactory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * What clients do with the example while it is killed and started again. A client that
 * gets no answer does what a careful one would do: it looks whether its request was
 * accepted, or sends another.
 */
final class Workload {

	static final int EVENTS_PER_COUNTER = 5;

	private static final String ORCHESTRATIONS = "/runtime/orchestrations/";

	private static final Duration PATIENCE = Duration.ofSeconds(90);

	private final ExampleClient client;

	private final Map<String, Expectation> accepted = new ConcurrentHashMap<>();

	private final AtomicInteger unanswered = new AtomicInteger();

	Workload(ExampleClient client) {
		this.client = client;
	}

	Map<String, Expectation> accepted() {
		return this.accepted;
	}

	/**
	 * Return how many requests got no answer.
	 */
	int unanswered() {
		return this.unanswered.get();
	}

	void run(int number) {
		switch (number % 5) {
			case 0, 1 -> start("HelloCities", "hello-" + number, new Expectation.Greetings());
			case 2 -> count("counter-" + number);
			default -> order(OrderKind.of(number / 5 * 2 + number % 5 - 3));
		}
	}

	private void start(String orchestrator, String id, Expectation expectation) {
		patiently().until(() -> {
			Answer answer = post(ORCHESTRATIONS + "start/" + orchestrator, "{\"instanceId\": \"" + id + "\"}");
			return answer.is(202) || isAccepted(id);
		});
		this.accepted.put(id, expectation);
	}

	private boolean isAccepted(String id) {
		Answer answer = patiently().until(() -> this.client.get(ORCHESTRATIONS + id), (status) -> !status.isMissing());
		assertThat(answer.status()).as(id).isIn(200, 202, 404);
		return !answer.is(404);
	}

	private void count(String id) {
		Expectation.Count count = new Expectation.Count();
		start("Counter", id, count);
		for (int i = 0; i < EVENTS_PER_COUNTER; i++) {
			count.add(post(ORCHESTRATIONS + id + "/raiseEvent/operation", "\"incr\""));
		}
		raiseEventUntilAccepted(id, "operation", "\"end\"");
	}

	private void order(OrderKind kind) {
		Answer answer = patiently().until(() -> post("/orders", kind.body()), (order) -> order.is(202));
		String id = answer.json().path("id").asString();
		this.accepted.put(id, kind.expectation());
		if (kind.needsApproval()) {
			raiseEventUntilAccepted(id, "Approval", "{\"approved\": true}");
		}
	}

	private void raiseEventUntilAccepted(String id, String event, String payload) {
		patiently().until(() -> {
			Answer answer = post(ORCHESTRATIONS + id + "/raiseEvent/" + event, payload);
			// 410: an earlier one, which got no answer, has had its effect
			return answer.is(202) || answer.is(410);
		});
	}

	private Answer post(String path, String body) {
		Answer answer = patiently().until(() -> this.client.post(path, body), (it) -> it != Answer.NOT_SENT);
		if (answer == Answer.NONE) {
			this.unanswered.incrementAndGet();
		}
		else {
			assertThat(answer.status()).as(path).isIn(202, 409, 410);
		}
		return answer;
	}

	private static ConditionFactory patiently() {
		return await().atMost(PATIENCE).pollDelay(Duration.ZERO);
	}

}
