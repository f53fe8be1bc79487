package dev.durable.engine;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

import com.zaxxer.hikari.HikariDataSource;
import dev.durable.OrchestrationClient;
import dev.durable.OrchestrationStatus;
import dev.durable.RuntimeStatus;
import dev.durable.history.HistoryCodec;
import dev.durable.history.HistoryEvent;
import dev.durable.history.TaskCompleted;
import dev.durable.history.TaskScheduled;
import dev.durable.store.jpa.JpaDurableStore;
import dev.durable.store.jpa.TestDatabase;
import org.postgresql.ds.PGSimpleDataSource;

import org.springframework.jdbc.core.simple.JdbcClient;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Nodes in one JVM on one PostgreSQL database, each with connections of its own.
 */
final class PostgresCluster implements AutoCloseable {

	static final EngineSettings SETTINGS = EngineSettings.defaults()
		.withPollInterval(Duration.ofMillis(50))
		.withHeartbeat(Duration.ofMillis(200), Duration.ofMillis(1_500))
		.withShutdownTimeout(Duration.ofSeconds(2));

	private static final Duration PATIENCE = Duration.ofSeconds(40);

	private final String url;

	private final HikariDataSource observer;

	private final List<Node> nodes = new ArrayList<>();

	PostgresCluster(String url) {
		this.url = url;
		this.observer = TestDatabase.pool(url);
	}

	Node start(String name, TestCode code) {
		return start(name, code, SETTINGS);
	}

	Node start(String name, TestCode code, EngineSettings settings) {
		NodePause pause = new NodePause();
		PGSimpleDataSource server = new PGSimpleDataSource();
		server.setUrl(this.url);
		server.setApplicationName(name);
		HikariDataSource pool = new HikariDataSource();
		pool.setDataSource(pause.of(server));
		pool.setMaximumPoolSize(20);
		pool.setMinimumIdle(0);
		pool.setConnectionTimeout(3_000);
		JpaDurableStore store = JpaDurableStore.builder(pool)
			.nodeTimeout(SETTINGS.nodeTimeout())
			.lockTimeout(Duration.ofMillis(200))
			// tests say themselves which node looks for work, and when
			.signals(false)
			.build();
		HookedTransactionManager transactions = new HookedTransactionManager(pool);
		DurableEngine engine = DurableEngine.builder(store, code.registrations())
			.settings(settings)
			.transactionalCommits(store.transactionalCommits((manager) -> transactions))
			.build(new PausableThreads(new ThreadPools(settings.maxConcurrentActivities(), true), pause));
		engine.start();
		Node node = new Node(name, pool, store, engine, pause, transactions);
		this.nodes.add(node);
		return node;
	}

	JdbcClient jdbc() {
		return JdbcClient.create(this.observer);
	}

	HikariDataSource dataSource() {
		return this.observer;
	}

	/**
	 * End all connections of a node, as the server does when the process has died.
	 */
	int endConnections(String name) {
		return jdbc().sql("select count(pg_terminate_backend(pid)) from pg_stat_activity where application_name = ?")
			.param(name)
			.query(Integer.class)
			.single();
	}

	/**
	 * Let a node die.
	 */
	void kill(Node node) {
		node.pause().pause();
		endConnections(node.name());
	}

	long recorded(Class<? extends HistoryEvent> type) {
		return events().stream().filter(type::isInstance).count();
	}

	private List<HistoryEvent> events() {
		return jdbc().sql("select events from durable_history order by instance, generation, turn")
			.query(String.class)
			.list()
			.stream()
			.flatMap((events) -> HistoryCodec.decode(events).stream())
			.toList();
	}

	/**
	 * Assert that everything that was scheduled has exactly one recorded result.
	 */
	void assertRecordedOnce() {
		List<Long> instances = jdbc().sql("select id from durable_instance").query(Long.class).list();
		for (Long instance : instances) {
			Set<Integer> scheduled = new HashSet<>();
			Set<Integer> completed = new HashSet<>();
			jdbc().sql("select events from durable_history where instance = ? order by turn")
				.param(instance)
				.query(String.class)
				.list()
				.stream()
				.flatMap((events) -> HistoryCodec.decode(events).stream())
				.forEach((event) -> {
					if (event instanceof TaskScheduled task) {
						assertThat(scheduled.add(task.taskId())).isTrue();
					}
					else if (event instanceof TaskCompleted task) {
						assertThat(completed.add(task.taskId())).isTrue();
					}
				});
			assertThat(completed).isEqualTo(scheduled);
		}
	}

	static String output(OrchestrationClient client, String instanceId) {
		OrchestrationStatus status = client.waitForCompletion(instanceId, PATIENCE);
		assertThat(status.runtimeStatus()).as(instanceId).isEqualTo(RuntimeStatus.COMPLETED);
		return String.valueOf(status.output().text());
	}

	@Override
	public void close() {
		this.nodes.forEach((node) -> node.pause().goOn());
		for (Node node : this.nodes) {
			node.engine().stop();
			node.store().close();
			node.pool().close();
		}
		this.observer.close();
	}

	/**
	 * A node.
	 *
	 * @param name the name of its connections
	 * @param pool its connections
	 * @param store its store
	 * @param engine its engine
	 * @param pause holds it still
	 * @param transactions begins and commits its application's transactions
	 */
	record Node(String name, HikariDataSource pool, JpaDurableStore store, DurableEngine engine, NodePause pause,
			HookedTransactionManager transactions) {

		OrchestrationClient client() {
			return this.engine.client();
		}

		int cached() {
			return this.engine.services().cache().size();
		}

		Long id() {
			return this.engine.services().node().id();
		}

	}

}
