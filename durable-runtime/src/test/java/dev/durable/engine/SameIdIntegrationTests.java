package dev.durable.engine;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;

import dev.durable.InstanceAlreadyExistsException;
import dev.durable.StartOptions;
import dev.durable.engine.PostgresCluster.Node;
import dev.durable.test.TestPostgres;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

/**
 * An application's open transaction on one node starts an instance, and another node
 * starts one of the same id meanwhile. On PostgreSQL.
 */
@Timeout(60)
class SameIdIntegrationTests {

	private static final StartOptions ID = StartOptions.instanceId("the-one");

	private final PostgresCluster cluster = new PostgresCluster(TestPostgres.shared().newDatabase());

	private final TestCode code = new TestCode().orchestrator("Waits", String.class, (context, input) -> {
		context.waitForEvent("go", String.class).await();
		return input;
	});

	private Node first;

	private Node second;

	@BeforeEach
	void start() {
		this.first = this.cluster.start("first", this.code);
		this.second = this.cluster.start("second", this.code);
	}

	@AfterEach
	void close() {
		this.cluster.close();
	}

	@Test
	void theOtherNodeLosesWhenTheTransactionCommits() {
		CompletableFuture<String> other = application().execute((status) -> {
			this.first.client().start("Waits", "application", ID);
			return startOnSecondAndAwaitLock();
		});
		assertThatExceptionOfType(CompletionException.class).isThrownBy(other::join)
			.withCauseInstanceOf(InstanceAlreadyExistsException.class);
		assertThatTheOnlyOneCameFrom("application");
	}

	@Test
	void theOtherNodeWinsWhenTheTransactionRollsBack() {
		CompletableFuture<String> other = application().execute((status) -> {
			this.first.client().start("Waits", "application", ID);
			status.setRollbackOnly();
			return startOnSecondAndAwaitLock();
		});
		assertThat(other.join()).isEqualTo("the-one");
		assertThatTheOnlyOneCameFrom("second node");
	}

	@Test
	void theTransactionLosesWhenTheOtherNodeWasFaster() {
		application().executeWithoutResult((status) -> {
			// the transaction is open before the other one starts
			assertThat(this.first.client().status("the-one")).isEmpty();
			CompletableFuture.supplyAsync(() -> this.second.client().start("Waits", "second node", ID)).join();
			assertThatExceptionOfType(InstanceAlreadyExistsException.class)
				.isThrownBy(() -> this.first.client().start("Waits", "application", ID));
			this.first.client().start("Waits", "still usable", StartOptions.instanceId("another"));
		});
		assertThat(this.first.client().status("another")).isPresent();
		assertThat(rows("another")).isOne();
		assertThatTheOnlyOneCameFrom("second node");
	}

	private TransactionTemplate application() {
		return new TransactionTemplate(new JdbcTransactionManager(this.first.pool()));
	}

	private CompletableFuture<String> startOnSecondAndAwaitLock() {
		CompletableFuture<String> start = CompletableFuture
			.supplyAsync(() -> this.second.client().start("Waits", "second node", ID));
		await().until(() -> waitingForLocks() > 0);
		assertThat(start).isNotDone();
		return start;
	}

	private int waitingForLocks() {
		return this.cluster.jdbc().sql("""
				select count(*) from pg_stat_activity
				where datname = current_database() and wait_event_type = 'Lock' and application_name = 'second'
				""").query(Integer.class).single();
	}

	private int rows(String instanceId) {
		return this.cluster.jdbc()
			.sql("select count(*) from durable_instance where instance_id = ?")
			.param(instanceId)
			.query(Integer.class)
			.single();
	}

	private void assertThatTheOnlyOneCameFrom(String starter) {
		assertThat(rows("the-one")).isOne();
		this.first.client().raiseEvent("the-one", "go", "on");
		assertThat(PostgresCluster.output(this.second.client(), "the-one")).isEqualTo("\"" + starter + "\"");
	}

}
