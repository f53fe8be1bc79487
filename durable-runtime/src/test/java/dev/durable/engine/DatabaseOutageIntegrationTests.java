package dev.durable.engine;

import java.sql.Connection;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;

import dev.durable.RuntimeStatus;
import dev.durable.StartOptions;
import dev.durable.engine.PostgresCluster.Node;
import dev.durable.history.EventRaised;
import dev.durable.history.ExecutionCompleted;
import dev.durable.history.TaskCompleted;
import dev.durable.store.StoreException;
import dev.durable.test.RestartableTestPostgres;
import dev.durable.test.TestPostgres;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * A node on PostgreSQL whose connections or whose server are lost, and whose rows others
 * lock.
 */
@Timeout(120)
class DatabaseOutageIntegrationTests {

	private static final int INSTANCES = 150;

	private final TestCode code = new TestCode().increment().orchestrator("Steps", Integer.class, (context, input) -> {
		int value = (Integer) input;
		for (int i = 0; i < 5; i++) {
			value = context.callActivity("Increment", value, Integer.class).await();
		}
		return value;
	}).orchestrator("Waits", (context, input) -> {
		String first = context.waitForEvent("go", String.class).await();
		context.setCustomStatus(first);
		return first + context.waitForEvent("go", String.class).await();
	});

	@Test
	void nothingIsLostOrDoubledWhenConnectionsEndUnderLoad() {
		try (PostgresCluster cluster = new PostgresCluster(TestPostgres.shared().newDatabase())) {
			Node node = cluster.start("node", this.code);
			AtomicBoolean loading = new AtomicBoolean(true);
			List<String> ids = new ArrayList<>();
			Thread load = new Thread(() -> startAll(node, ids, loading));
			load.start();
			int ended = 0;
			for (int round = 1; round <= 8; round++) {
				int before = round * 40;
				await().until(() -> cluster.recorded(TaskCompleted.class) >= before);
				ended += cluster.endConnections("node");
			}
			loading.set(false);
			join(load);
			assertThat(ended).isGreaterThanOrEqualTo(8);
			assertThat(ids).isNotEmpty();
			for (String id : ids) {
				int input = Integer.parseInt(node.client().status(id).orElseThrow().input().text());
				assertThat(PostgresCluster.output(node.client(), id)).isEqualTo(String.valueOf(input + 5));
			}
			await().until(() -> unfinished(cluster) == 0);
			cluster.assertRecordedOnce();
		}
	}

	@Test
	void whatWasAcceptedSurvivesARestartOfTheServer() {
		try (RestartableTestPostgres server = TestPostgres.restartable();
				PostgresCluster cluster = new PostgresCluster(server.newDatabase())) {
			Node node = cluster.start("node", this.code);
			AtomicBoolean loading = new AtomicBoolean(true);
			List<String> ids = new ArrayList<>();
			Thread load = new Thread(() -> startAll(node, ids, loading));
			load.start();
			await().until(() -> cluster.recorded(TaskCompleted.class) >= 200);
			server.stopImmediately();
			int accepted = count(ids);
			server.start();
			await().atMost(Duration.ofSeconds(30)).until(() -> count(ids) > accepted + 20);
			loading.set(false);
			join(load);
			for (String id : ids) {
				int input = Integer.parseInt(node.client().status(id).orElseThrow().input().text());
				assertThat(PostgresCluster.output(node.client(), id)).isEqualTo(String.valueOf(input + 5));
			}
			await().until(() -> unfinished(cluster) == 0);
			cluster.assertRecordedOnce();
			assertThat(cluster.recorded(ExecutionCompleted.class)).isGreaterThanOrEqualTo(ids.size());
		}
	}

	@Test
	void anAcknowledgedStartIsThereAfterTheServerStoppedAtOnce() {
		try (RestartableTestPostgres server = TestPostgres.restartable();
				PostgresCluster cluster = new PostgresCluster(server.newDatabase())) {
			Node node = cluster.start("node", this.code);
			String id = node.client().start("Waits", null, StartOptions.instanceId("acknowledged"));
			server.stopImmediately();
			server.start();
			assertThat(cluster.jdbc()
				.sql("select runtime_status from durable_instance where instance_id = ?")
				.param(id)
				.query(String.class)
				.single()).isEqualTo(RuntimeStatus.RUNNING.name());
			node.client().raiseEvent(id, "go", "acknowledged ");
			server.stopImmediately();
			server.start();
			node.client().raiseEvent(id, "go", "too");
			assertThat(PostgresCluster.output(node.client(), id)).isEqualTo("\"acknowledged too\"");
		}
	}

	@Test
	void rowsThatAnApplicationLocksHoldUpNoOtherInstance() throws Exception {
		try (PostgresCluster cluster = new PostgresCluster(TestPostgres.shared().newDatabase())) {
			Node node = cluster.start("node", this.code);
			List<String> locked = new ArrayList<>();
			List<Thread> events = new ArrayList<>();
			for (int i = 0; i < 40; i++) {
				String id = node.client().start("Waits", null);
				locked.add(id);
				events.add(new Thread(() -> node.client().raiseEvent(id, "go", "held up ")));
			}
			try (Connection application = cluster.dataSource().getConnection()) {
				application.setAutoCommit(false);
				try (Statement statement = application.createStatement()) {
					statement.executeQuery("select id from durable_instance for update");
				}
				events.forEach(Thread::start);
				List<String> ids = new ArrayList<>();
				for (int i = 0; i < 50; i++) {
					ids.add(node.client().start("Steps", i));
				}
				for (int i = 0; i < 50; i++) {
					assertThat(PostgresCluster.output(node.client(), ids.get(i))).isEqualTo(String.valueOf(i + 5));
				}
				assertThat(events).allMatch(Thread::isAlive);
				assertThat(cluster.recorded(EventRaised.class)).isZero();
				application.rollback();
			}
			events.forEach(DatabaseOutageIntegrationTests::join);
			for (String id : locked) {
				node.client().raiseEvent(id, "go", "no more");
				assertThat(PostgresCluster.output(node.client(), id)).isEqualTo("\"held up no more\"");
			}
		}
	}

	private static void startAll(Node node, List<String> ids, AtomicBoolean loading) {
		for (int i = 0; loading.get() || i < INSTANCES; i++) {
			try {
				String id = node.client().start("Steps", i);
				synchronized (ids) {
					ids.add(id);
				}
			}
			catch (StoreException ex) {
				// not accepted
			}
		}
	}

	private static int count(List<String> ids) {
		synchronized (ids) {
			return ids.size();
		}
	}

	private static void join(Thread thread) {
		try {
			thread.join(60_000);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
		assertThat(thread.isAlive()).isFalse();
	}

	private static int unfinished(PostgresCluster cluster) {
		return cluster.jdbc()
			.sql("select count(*) from durable_instance where runtime_status <> 'COMPLETED'")
			.query(Integer.class)
			.single();
	}

}
