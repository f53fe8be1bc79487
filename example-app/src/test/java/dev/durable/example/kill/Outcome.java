package dev.durable.example.kill;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.IntStream;

import dev.durable.example.kill.ExampleClient.Answer;
import tools.jackson.databind.JsonNode;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * What has become of a {@link Workload} when all is over.
 */
record Outcome(Workload workload, List<Instant> kills, Map<String, JsonNode> statuses, List<String> surprises) {

	private static final String ORDER = "order-";

	/**
	 * Wait for the end of all instances: those that clients know of and those of orders
	 * that were saved for a client that got no answer.
	 */
	static Outcome collect(ExampleClient client, Workload workload, List<Instant> kills) {
		Map<String, JsonNode> statuses = new TreeMap<>();
		workload.accepted().keySet().forEach((id) -> statuses.put(id, awaitEnd(client, id)));
		int lastOrder = statuses.keySet()
			.stream()
			.filter((id) -> id.startsWith(ORDER))
			.mapToInt((id) -> Integer.parseInt(id.substring(ORDER.length())))
			.max()
			.orElseThrow();
		IntStream.rangeClosed(1, lastOrder + workload.unanswered())
			.filter((order) -> !statuses.containsKey(ORDER + order))
			.filter((order) -> client.get("/orders/" + order).is(200))
			.forEach((order) -> statuses.put(ORDER + order, awaitEnd(client, ORDER + order)));
		return new Outcome(workload, kills, statuses, client.surprises());
	}

	private static JsonNode awaitEnd(ExampleClient client, String id) {
		String path = "/runtime/orchestrations/" + id + "?waitSeconds=20";
		Answer answer = await(id).atMost(Duration.ofSeconds(90))
			.pollDelay(Duration.ZERO)
			.until(() -> client.get(path), (status) -> !status.is(202));
		assertThat(answer.status()).as(answer.body()).isEqualTo(200);
		return answer.json();
	}

	/**
	 * Return how many orders there are, those without an answer included.
	 */
	long orders() {
		return this.statuses.keySet().stream().filter((id) -> id.startsWith(ORDER)).count();
	}

	void verify() {
		this.workload.accepted().forEach((id, expectation) -> {
			JsonNode status = this.statuses.get(id);
			assertThat(status.path("runtimeStatus").asString()).as(id).isEqualTo("Completed");
			expectation.verify(id, status.path("output"));
		});
		assertThat(this.kills).allSatisfy((kill) -> assertThat(unfinishedAt(kill)).isPositive());
		assertThat(this.surprises).isEmpty();
	}

	String summary() {
		return """
				accepted instances: %d, in the end: %d
				requests without answer: %d, with an answer that should not be: %d
				kills: %d, instances unfinished at each: %s
				""".formatted(this.workload.accepted().size(), this.statuses.size(), this.workload.unanswered(),
				this.surprises.size(), this.kills.size(), this.kills.stream().map(this::unfinishedAt).toList());
	}

	private long unfinishedAt(Instant time) {
		return this.statuses.values()
			.stream()
			.filter((status) -> Instant.parse(status.path("createdTime").asString()).isBefore(time)
					&& Instant.parse(status.path("lastUpdatedTime").asString()).isAfter(time))
			.count();
	}

}
