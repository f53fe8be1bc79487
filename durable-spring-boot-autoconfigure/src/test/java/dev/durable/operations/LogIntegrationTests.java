package dev.durable.operations;

import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicReference;

import javax.sql.DataSource;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.spi.ILoggingEvent;
import dev.durable.OrchestrationClient;
import dev.durable.engine.DurableEngine;
import dev.durable.test.CapturedLog;
import dev.durable.web.TestHttp;
import org.junit.jupiter.api.Test;

import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.jdbc.core.simple.JdbcClient;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * What is logged: the life of a node at INFO, that of an instance at DEBUG.
 */
class LogIntegrationTests {

	private static final Duration PATIENCE = Duration.ofSeconds(20);

	private final String url = "jdbc:h2:mem:" + UUID.randomUUID() + ";DB_CLOSE_DELAY=-1";

	@Test
	void infoTellsTheLifeOfANode() {
		AtomicReference<CapturedLog> captured = new AtomicReference<>();
		try (ConfigurableApplicationContext context = ObservedApplication.run(this.url,
				(starting) -> captured.set(CapturedLog.of("dev.durable", Level.INFO)))) {
			OrchestrationClient client = context.getBean(OrchestrationClient.class);
			client.waitForCompletion(client.start("Greet", "Ada"), PATIENCE);
			client.waitForCompletion(client.start("Fail", null), PATIENCE);
			String id = client.start("Approval", null);
			client.raiseEvent(id, "go", "on");
			client.waitForCompletion(id, PATIENCE);
		}
		try (CapturedLog log = captured.get()) {
			List<String> messages = log.messages(Level.INFO);
			assertThat(messages).hasSize(6);
			for (int i = 0; i < 4; i++) {
				assertThat(messages.get(i))
					.startsWith("Creating or upgrading the tables of Durable to version " + (i + 1));
			}
			assertThat(messages.get(4))
				.matches("Durable( \\S+)? is running on H2 .* as node \\d+ of task hub 'default': "
						+ "4 orchestrators, 3 activities, management API at /runtime/orchestrations");
			assertThat(messages.get(5)).matches("Durable has stopped, node \\d+ has left");
		}
	}

	@Test
	void aNodeThatTakesOverSaysHowMuch() {
		try (ConfigurableApplicationContext context = ObservedApplication.run(this.url)) {
			OrchestrationClient client = context.getBean(OrchestrationClient.class);
			String id = client.start("Approval", null);
			try (CapturedLog log = CapturedLog.of("dev.durable", Level.INFO)) {
				JdbcClient jdbc = JdbcClient.create(context.getBean(DataSource.class));
				Long node = context.getBean(DurableEngine.class).statistics().node();
				jdbc.sql("delete from durable_node where id = ?").param(node).update();
				await().untilAsserted(() -> assertThat(log.messages(Level.INFO)).anyMatch((message) -> message
					.matches("Took over [12] instances and activities of node " + node + ", which is gone")));
			}
			client.raiseEvent(id, "go", "on");
			client.waitForCompletion(id, PATIENCE);
		}
	}

	@Test
	void debugTellsTheLifeOfAnInstance() {
		try (ConfigurableApplicationContext context = ObservedApplication.run(this.url,
				"--durable.engine.idle-timeout=100ms")) {
			try (CapturedLog log = CapturedLog.of("dev.durable.engine.InstanceLog", Level.DEBUG)) {
				OrchestrationClient client = context.getBean(OrchestrationClient.class);
				String failing = client.start("Fail", null);
				client.waitForCompletion(failing, PATIENCE);
				String released = client.start("Approval", null);
				await().untilAsserted(() -> assertThat(log.messages(Level.DEBUG))
					.anyMatch((message) -> message.contains(released) && message.contains("idle and leaves memory")));
				client.raiseEvent(released, "go", "on");
				client.waitForCompletion(released, PATIENCE);
				assertLife(log, failing, "Instance 'ID' (Fail) has been started",
						"Turn 1 of instance 'ID' (Fail) is committed: [TaskScheduled]",
						"Activity 'Break' (#1) of instance 'ID' begins, attempt 1",
						"Activity 'Break' (#1) of instance 'ID' has failed in attempt 1",
						"Activity 'Break' (#1) of instance 'ID' is tried again, attempt 2 at ",
						"Turn 2 of instance 'ID' (Fail) is committed: [TaskFailed, TaskRetryScheduled]",
						"Activity 'Break' (#1) of instance 'ID' has failed in attempt 2",
						"Instance 'ID' (Fail) has ended: Failed, ");
				assertLife(log, released, "Activity 'Anywhere' (#1) of instance 'ID' has completed",
						"Instance 'ID' (Approval) is idle and leaves memory, its next timer is none",
						"Instance 'ID' (Approval) wakes up on this node, with ",
						"Instance 'ID' (Approval) has ended: Completed");
			}
		}
	}

	@Test
	void statementsOfTheApplicationCanBeFoundByInstanceAndTrace() {
		String traceId = "0af7651916cd43dd8448eb211c80319c";
		try (ConfigurableApplicationContext context = ObservedApplication.run(this.url);
				CapturedLog log = CapturedLog.of("application", Level.INFO)) {
			String answer = new TestHttp(ObservedApplication.port(context))
				.post("/runtime/orchestrations/start/Greet?timeout=20",
						"{\"input\":\"Ada\",\"instanceId\":\"greeting\"}", "traceparent",
						"00-" + traceId + "-b7ad6b7169203331-01")
				.body();
			assertThat(answer).contains("Hello Ada");
			assertThat(log.messages(Level.INFO)).containsExactly("Activity", "Orchestrator");
			assertThat(log.events()).allSatisfy(
					(event) -> assertThat(event.getMDCPropertyMap()).containsEntry("durable.instanceId", "greeting")
						.containsEntry("traceId", traceId)
						.containsKey("spanId"));
		}
	}

	private static void assertLife(CapturedLog log, String id, String... beginnings) {
		List<ILoggingEvent> life = log.events()
			.stream()
			.filter((event) -> event.getFormattedMessage().contains(id))
			.toList();
		for (String beginning : beginnings) {
			assertThat(life).extracting(ILoggingEvent::getFormattedMessage)
				.anyMatch((message) -> message.startsWith(beginning.replace("ID", id)));
		}
		assertThat(life).allSatisfy((event) -> assertThat(event.getMDCPropertyMap()).as(event.getFormattedMessage())
			.containsEntry("durable.instanceId", id));
	}

}
