package dev.durable.operations;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

import javax.sql.DataSource;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.spi.ILoggingEvent;
import dev.durable.OrchestrationClient;
import dev.durable.engine.DurableEngine;
import dev.durable.store.StoreException;
import dev.durable.test.CapturedLog;
import dev.durable.test.RestartableTestPostgres;
import dev.durable.test.TestPostgres;
import dev.durable.web.TestHttp;
import dev.durable.web.TestHttp.Response;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import tools.jackson.databind.JsonNode;

import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.jdbc.core.simple.JdbcClient;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Health, the actuator endpoint and the log of a node on PostgreSQL, over HTTP and with
 * real faults.
 */
@Timeout(120)
class HealthIntegrationTests {

	private static final Duration PATIENCE = Duration.ofSeconds(30);

	private static RestartableTestPostgres server;

	private static ConfigurableApplicationContext context;

	private static TestHttp http;

	private static CapturedLog log;

	@BeforeAll
	static void start() {
		server = TestPostgres.restartable();
		context = ObservedApplication.run(server.newDatabase(), "--spring.datasource.hikari.connection-timeout=1000");
		log = CapturedLog.of("dev.durable", Level.INFO);
		http = new TestHttp(ObservedApplication.port(context));
	}

	@AfterAll
	static void stop() {
		context.close();
		log.close();
		server.close();
	}

	@Test
	void detailsTellWhatAnOperatorAsks() {
		OrchestrationClient client = context.getBean(OrchestrationClient.class);
		client.waitForCompletion(client.start("Greet", "Ada"), PATIENCE);
		JsonNode details = http.get("/actuator/health").json().at("/components/durable/details");
		assertThat(details.propertyNames()).containsExactlyInAnyOrder("database", "node", "secondsSinceHeartbeat",
				"secondsSinceLook", "secondsSinceCommit", "secondsWithoutCommit");
		assertThat(details.get("database").asString()).startsWith("PostgreSQL");
	}

	@Test
	void theEndpointTellsOfCodeNodesAndCommits() {
		OrchestrationClient client = context.getBean(OrchestrationClient.class);
		client.waitForCompletion(client.start("Greet", "Ada"), PATIENCE);
		JsonNode description = http.get("/actuator/durable").json();
		assertThat(description.get("database").asString()).startsWith("PostgreSQL");
		assertThat(description.get("taskHub").asString()).isEqualTo("default");
		assertThat(description.get("orchestrators").toString()).isEqualTo(
				"""
						[{"name":"Approval","versions":[]},{"name":"Fail","versions":[]},{"name":"Greet","versions":["","2"]}]""");
		assertThat(description.get("activities").toString()).isEqualTo("[\"Anywhere\",\"Break\",\"SayHello\"]");
		JsonNode node = description.get("node");
		assertThat(node.get("running").asBoolean()).isTrue();
		assertThat(node.get("healthy").asBoolean()).isTrue();
		assertThat(node.propertyNames()).contains("sinceHeartbeat", "sinceLook", "claimedInstances", "cachedInstances",
				"activeInstances", "claimedActivities", "queuedActivities", "runningActivities");
		JsonNode committer = description.get("committer");
		assertThat(committer.get("groups").asLong()).isPositive();
		assertThat(committer.get("commits").asLong()).isGreaterThanOrEqualTo(committer.get("groups").asLong());
		assertThat(committer.get("meanGroupSize").asDouble()).isGreaterThanOrEqualTo(1);
		assertThat(Duration.parse(committer.get("sinceCommit").asString())).isLessThan(Duration.ofMinutes(2));
		assertThat(committer.get("secondLane").asInt()).isZero();
		JsonNode self = description.get("nodes").get(0);
		assertThat(description.get("nodes")).hasSize(1);
		assertThat(self.get("id").asLong()).isEqualTo(node.get("id").asLong());
		assertThat(self.get("self").asBoolean()).isTrue();
		assertThat(Duration.parse(self.get("heartbeatAge").asString())).isBetween(Duration.ZERO, Duration.ofMinutes(2));
	}

	@Test
	void aNodeWithoutDatabaseIsAliveButNotReadyAndSaysSoOnce() {
		OrchestrationClient client = context.getBean(OrchestrationClient.class);
		List<String> ids = new ArrayList<>();
		for (int i = 0; i < 20; i++) {
			ids.add(client.start("Approval", null));
		}
		await().atMost(PATIENCE).untilAsserted(() -> assertReady("UP"));
		log.clear();
		server.stopImmediately();
		await().atMost(PATIENCE).untilAsserted(() -> assertNotReady("heartbeats"));
		assertThat(http.get("/actuator/health/liveness").status()).isEqualTo(200);
		Response endpoint = http.get("/actuator/durable");
		assertThat(endpoint.json().get("nodes")).isEmpty();
		assertThat(endpoint.json().get("problem").asString()).contains("not known");
		for (int i = 0; i < 5; i++) {
			assertThat(http.get("/runtime/orchestrations/" + ids.get(i)).status()).isEqualTo(503);
		}
		server.start();
		await().atMost(PATIENCE).untilAsserted(() -> assertReady("UP"));
		for (String id : ids) {
			await().atMost(PATIENCE).ignoreException(StoreException.class).until(() -> {
				client.raiseEvent(id, "go", "on");
				return true;
			});
			client.waitForCompletion(id, PATIENCE);
		}
		assertOutageIsTold();
	}

	/**
	 * Assert that each kind of work has told once that it failed and once that it works,
	 * and nothing of instances or with stack traces.
	 */
	private static void assertOutageIsTold() {
		assertThat(log.messages(Level.INFO)).hasSizeBetween(2, 16);
		assertThat(log.messages(Level.WARN)).filteredOn((message) -> message.contains("cannot tell the others"))
			.hasSize(1);
		assertThat(log.messages(Level.INFO)).filteredOn((message) -> message.contains("that it lives again"))
			.hasSize(1);
		assertThat(log.messages(Level.WARN)).filteredOn((message) -> message.contains("could not be served"))
			.hasSize(1);
		assertThat(log.events()).extracting(ILoggingEvent::getThrowableProxy).containsOnlyNulls();
	}

	@Test
	void aFencedNodeIsNotReadyUntilItHasJoinedAnew() {
		await().atMost(PATIENCE).untilAsserted(() -> assertReady("UP"));
		Long node = context.getBean(DurableEngine.class).statistics().node();
		JdbcClient jdbc = JdbcClient.create(context.getBean(DataSource.class));
		log.clear();
		jdbc.sql("alter table durable_node add constraint nobody_joins check (id <= " + node + ") not valid").update();
		jdbc.sql("delete from durable_node where id = ?").param(node).update();
		await().atMost(PATIENCE).untilAsserted(() -> assertNotReady("taken for dead"));
		assertThat(http.get("/actuator/health/liveness").status()).isEqualTo(200);
		jdbc.sql("alter table durable_node drop constraint nobody_joins").update();
		await().atMost(PATIENCE).untilAsserted(() -> assertReady("UP"));
		assertThat(context.getBean(DurableEngine.class).statistics().node()).isGreaterThan(node);
		assertThat(log.messages(Level.WARN))
			.filteredOn((message) -> message.contains("taken for dead, as node " + node))
			.hasSize(1);
		assertThat(log.messages(Level.INFO)).filteredOn((message) -> message.contains("has joined anew, as node"))
			.hasSize(1);
	}

	private static void assertReady(String status) {
		Response response = http.get("/actuator/health/readiness");
		assertThat(response.status()).as(response.body()).isEqualTo(200);
		assertThat(response.text("status")).isEqualTo(status);
	}

	private static void assertNotReady(String problem) {
		Response response = http.get("/actuator/health/readiness");
		assertThat(response.status()).as(response.body()).isEqualTo(503);
		assertThat(response.json().at("/components/durable/details/problem").asString()).contains(problem);
	}

}
