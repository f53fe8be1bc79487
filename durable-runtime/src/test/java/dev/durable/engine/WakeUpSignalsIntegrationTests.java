package dev.durable.engine;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;

import javax.sql.DataSource;

import com.zaxxer.hikari.HikariDataSource;
import dev.durable.RuntimeStatus;
import dev.durable.StartOptions;
import dev.durable.store.jpa.JpaDurableStore;
import dev.durable.store.jpa.TestDatabase;
import dev.durable.test.TestPostgres;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.DataSourceTransactionManager;
import org.springframework.transaction.support.TransactionSynchronizationManager;
import org.springframework.transaction.support.TransactionTemplate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Nodes on PostgreSQL that never poll: what one of them leaves in the store for the
 * others is noticed all the same.
 */
@Timeout(60)
class WakeUpSignalsIntegrationTests {

	private static final EngineSettings SETTINGS = EngineSettings.defaults()
		.withPollInterval(Duration.ofHours(1))
		.withShutdownTimeout(Duration.ofSeconds(2));

	private static final String LISTENERS = """
			select pid from pg_stat_activity
			where datname = current_database() and query like 'listen durable%'
			""";

	private final String url = TestPostgres.shared().newDatabase();

	private final TestCode code = new TestCode();

	private final List<AutoCloseable> opened = new ArrayList<>();

	private final HikariDataSource observer = TestDatabase.pool(this.url);

	private final Queue<String> notifies = new ConcurrentLinkedQueue<>();

	private DataSource lastDataSource;

	@BeforeEach
	void code() {
		this.code.orchestrator("Runs", (context, input) -> "ran")
			.orchestrator("Waits", (context, input) -> context.waitForEvent("go", String.class).await());
	}

	@AfterEach
	void close() throws Exception {
		for (AutoCloseable each : this.opened) {
			each.close();
		}
		this.observer.close();
	}

	@Test
	void aStartInACallersTransactionIsNoticedByAnotherNode() {
		started(this.code);
		DurableEngine client = built(this.code);
		inTransaction(() -> client.client().start("Runs", null, StartOptions.instanceId("order")));
		awaitStatus(client, "order", RuntimeStatus.COMPLETED);
	}

	@Test
	void anEventRaisedOnANodeThatDoesNotOwnTheInstanceIsNoticedByItsOwner() {
		DurableEngine owner = started(this.code);
		DurableEngine other = started(this.code);
		owner.client().start("Waits", null, StartOptions.instanceId("order"));
		await().until(() -> owner.services().cache().find("order") != null);
		other.client().raiseEvent("order", "go", "now");
		awaitStatus(other, "order", RuntimeStatus.COMPLETED);
	}

	@Test
	void anEventForAReleasedInstanceIsNoticedByANodeThatHasTheCode() {
		DurableEngine owner = started(this.code);
		owner.client().start("Waits", null, StartOptions.instanceId("order"));
		await().until(() -> {
			owner.services().cache().all().forEach((instance) -> instance.releaseIfIdle(Duration.ZERO));
			return owner.services().cache().size() == 0;
		});
		DurableEngine other = started(new TestCode().orchestrator("Other", (context, input) -> null));
		other.client().raiseEvent("order", "go", "now");
		awaitStatus(other, "order", RuntimeStatus.COMPLETED);
	}

	@Test
	void aChildThatOnlyAnotherNodeHasTheCodeOfBegins() {
		started(this.code);
		TestCode parents = new TestCode().orchestrator("Parent",
				(context, input) -> context.callSubOrchestration("Runs", null, String.class).await());
		DurableEngine parent = started(parents);
		parent.client().start("Parent", null, StartOptions.instanceId("parent"));
		awaitStatus(parent, "parent", RuntimeStatus.COMPLETED);
	}

	@Test
	void whatAStoppedNodeCouldNotFinishContinuesElsewhere() throws Exception {
		CountDownLatch running = new CountDownLatch(1);
		TestCode slow = new TestCode().activity("Work", Void.class, (context, input) -> {
			running.countDown();
			new CountDownLatch(1).await();
			return null;
		}).orchestrator("Works", (context, input) -> context.callActivity("Work", null, String.class).await());
		DurableEngine first = started(slow);
		first.client().start("Works", null, StartOptions.instanceId("order"));
		running.await();
		DurableEngine second = started(new TestCode().activity("Work", Void.class, (context, input) -> "done")
			.orchestrator("Works", (context, input) -> context.callActivity("Work", null, String.class).await()));
		first.stop();
		awaitStatus(second, "order", RuntimeStatus.COMPLETED);
	}

	@Test
	void aTimerOfAReleasedInstanceFiresAlthoughNobodyPolls() {
		this.code.orchestrator("Sleeps", (context, input) -> context.createTimer(Duration.ofSeconds(2)).await());
		DurableEngine first = started(this.code);
		first.client().start("Sleeps", null, StartOptions.instanceId("sleeper"));
		await().until(() -> first.services().cache().find("sleeper") != null);
		first.stop();
		DurableEngine second = started(this.code);
		awaitStatus(second, "sleeper", RuntimeStatus.COMPLETED);
	}

	@Test
	void aConnectionThatListensIsReplacedWhenItDies() {
		DurableEngine node = started(this.code);
		List<Integer> before = listeners();
		assertThat(before).hasSize(1);
		jdbc().sql("select pg_terminate_backend(?)").param(before.get(0)).query(Boolean.class).single();
		await().until(() -> listeners().size() == 1 && !listeners().equals(before));
		await().until(node::hearsOtherNodes);
		DurableEngine client = built(this.code);
		client.client().start("Runs", null, StartOptions.instanceId("order"));
		awaitStatus(client, "order", RuntimeStatus.COMPLETED);
	}

	@Test
	void nothingIsSentWhenTheTransactionRollsBack() {
		DurableEngine client = built(this.code);
		transaction().executeWithoutResult((status) -> {
			client.client().start("Runs", null, StartOptions.instanceId("order"));
			status.setRollbackOnly();
		});
		inTransaction(() -> client.client().start("Runs", null, StartOptions.instanceId("other")));
		await().until(() -> !this.notifies.isEmpty());
		client.stop();
		assertThat(this.notifies).containsExactly("auto-commit");
	}

	@Test
	void signalsAreSentOutsideOfTransactionsAndOnceForMany() {
		DurableEngine client = built(this.code);
		inTransaction(() -> {
			for (int i = 0; i < 100; i++) {
				client.client().start("Runs", null, StartOptions.instanceId("order " + i));
			}
		});
		await().until(() -> !this.notifies.isEmpty());
		DurableEngine node = started(this.code);
		await().until(() -> client.client().status("order 99").orElseThrow().runtimeStatus().isFinished());
		node.client().start("Waits", null, StartOptions.instanceId("waits"));
		client.client().raiseEvent("waits", "go", "now");
		awaitStatus(client, "waits", RuntimeStatus.COMPLETED);
		client.stop();
		node.stop();
		assertThat(this.notifies).containsOnly("auto-commit").hasSizeLessThan(10);
	}

	@Test
	void aNodeWithoutSignalsListensToNothing() {
		DurableEngine node = engine(this.code, false);
		node.start();
		node.client().start("Runs", null, StartOptions.instanceId("order"));
		awaitStatus(node, "order", RuntimeStatus.COMPLETED);
		assertThat(node.hearsOtherNodes()).isFalse();
		assertThat(listeners()).isEmpty();
		assertThat(this.notifies).isEmpty();
	}

	@Test
	void aStoppedNodeListensNoLonger() {
		DurableEngine node = started(this.code);
		assertThat(listeners()).hasSize(1);
		node.stop();
		await().until(() -> listeners().isEmpty());
	}

	private DurableEngine started(TestCode code) {
		DurableEngine engine = built(code);
		engine.start();
		await().until(engine::hearsOtherNodes);
		return engine;
	}

	private DurableEngine built(TestCode code) {
		return engine(code, true);
	}

	private DurableEngine engine(TestCode code, boolean signals) {
		HikariDataSource pool = TestDatabase.pool(this.url);
		this.lastDataSource = new SpiedDataSource(pool, this::sending);
		JpaDurableStore store = JpaDurableStore.builder(this.lastDataSource)
			.nodeTimeout(SETTINGS.nodeTimeout())
			.signals(signals)
			.build();
		DurableEngine engine = DurableEngine.builder(store, code.registrations()).settings(SETTINGS).build();
		this.opened.add(engine::stop);
		this.opened.add(store);
		this.opened.add(pool);
		return engine;
	}

	private void sending(Connection connection, String sql) throws SQLException {
		if (sql.contains("pg_notify")) {
			boolean inTransaction = !connection.getAutoCommit()
					|| TransactionSynchronizationManager.isActualTransactionActive();
			this.notifies.add(inTransaction ? "in a transaction" : "auto-commit");
		}
	}

	private void inTransaction(Runnable work) {
		transaction().executeWithoutResult((status) -> work.run());
	}

	/**
	 * Return transactions of the engine that was built last.
	 */
	private TransactionTemplate transaction() {
		return new TransactionTemplate(new DataSourceTransactionManager(this.lastDataSource));
	}

	private List<Integer> listeners() {
		return jdbc().sql(LISTENERS).query(Integer.class).list();
	}

	private JdbcClient jdbc() {
		return JdbcClient.create(this.observer);
	}

	private static void awaitStatus(DurableEngine engine, String instanceId, RuntimeStatus status) {
		await().until(() -> engine.client().status(instanceId).orElseThrow().runtimeStatus() == status);
	}

}
