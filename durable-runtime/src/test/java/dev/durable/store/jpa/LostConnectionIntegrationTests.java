package dev.durable.store.jpa;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;

import ch.qos.logback.classic.Level;
import com.zaxxer.hikari.HikariDataSource;
import dev.durable.store.CommitResult;
import dev.durable.store.CommitStore;
import dev.durable.store.InstanceCommit;
import dev.durable.store.NewInstance;
import dev.durable.store.OutgoingMessage;
import dev.durable.store.ServerRestartedException;
import dev.durable.store.StoreException;
import dev.durable.store.StoreException.Kind;
import dev.durable.store.jpa.AnswerDroppingProxy.Failure;
import dev.durable.store.jpa.HookedDataSource.Pause;
import dev.durable.test.CapturedLog;
import dev.durable.test.TestPostgres;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

/**
 * Tests for committers that lose their connection to PostgreSQL.
 */
class LostConnectionIntegrationTests {

	@ParameterizedTest
	@CsvSource({ "REQUEST_LOST,0", "ANSWER_LOST,1", "SILENCE,1" })
	void aCommitWithoutAnswerIsUnknownAndTheTruthCanBeFoundOut(Failure failure, long turn) throws Exception {
		String url = TestDatabase.POSTGRESQL.newUrl();
		try (var proxy = new AnswerDroppingProxy(url);
				var fixture = new StoreFixture(TestDatabase.pool(proxy.url(url)), Duration.ofSeconds(4),
						Duration.ofMillis(300));
				CommitStore committer = fixture.store.openCommitter()) {
			long node = fixture.join();
			NewInstance instance = fixture.started(committer, node);
			proxy.failNextCommit(failure);
			assertKind(Kind.UNKNOWN, () -> committer.commit(node, List.of(StoreFixture.plain(instance.id(), 1))));
			assertThat(proxy.hasFailed()).isTrue();
			committer.awaitInFlight(node);
			assertThat(fixture.store.claims().lastTurns(List.of(instance.id()))).isEqualTo(Map.of(instance.id(), turn));
			committer.commit(node, List.of(StoreFixture.plain(instance.id(), (int) turn + 1)));
			assertThat(fixture.store.instances().history(StoreFixture.HUB, instance.instanceId()))
				.hasSize((int) turn + 2);
		}
	}

	@Test
	void aFailedQueryIsToldOfByItsExceptionAlone() {
		try (var fixture = new StoreFixture(TestDatabase.pool(TestDatabase.POSTGRESQL.newUrl()), Duration.ofSeconds(4),
				Duration.ofMillis(300)); var log = CapturedLog.of("org.hibernate", Level.WARN)) {
			fixture.jdbc.sql("alter table durable_instance rename to durable_instance_gone").update();
			assertThatExceptionOfType(StoreException.class)
				.isThrownBy(() -> fixture.store.instances().find(StoreFixture.HUB, "a"));
			assertThat(log.messages(Level.WARN)).isEmpty();
		}
	}

	/**
	 * A group with an end and a consumed message is one statement, too: all of it has
	 * happened, or nothing.
	 */
	@ParameterizedTest
	@CsvSource({ "REQUEST_LOST,false", "ANSWER_LOST,true", "SILENCE,true" })
	void aGroupWithoutAnswerHasHappenedAsAWholeOrNotAtAll(Failure failure, boolean happened) throws Exception {
		String url = TestDatabase.POSTGRESQL.newUrl();
		try (var proxy = new AnswerDroppingProxy(url);
				var fixture = new StoreFixture(TestDatabase.pool(proxy.url(url)), Duration.ofSeconds(4),
						Duration.ofMillis(300));
				CommitStore committer = fixture.store.openCommitter()) {
			long node = fixture.join();
			NewInstance ending = fixture.started(committer, node);
			NewInstance receiver = fixture.started(committer, node);
			PostgresCluster.send(fixture, receiver, "a");
			long message = fixture.store.claims().collect(node, 10, 10).taken().get(receiver.id()).get(0).id();
			proxy.failNextCommit(failure);
			assertKind(Kind.UNKNOWN, () -> committer.commit(node, List.of(StoreFixture.finishing(ending.id(), 1),
					StoreFixture.consuming(receiver.id(), 1, message))));
			assertThat(proxy.hasFailed()).isTrue();
			committer.awaitInFlight(node);
			long turn = happened ? 1 : 0;
			assertThat(fixture.store.claims().lastTurns(List.of(ending.id(), receiver.id())))
				.isEqualTo(Map.of(ending.id(), turn, receiver.id(), turn));
			assertThat(fixture.row(ending.instanceId()).status().isFinished()).isEqualTo(happened);
			assertThat(fixture.count("message")).isEqualTo(happened ? 0 : 1);
		}
	}

	/**
	 * A statement that is a transaction of its own has left the client, which has given
	 * up on it. Nobody holds the fence for it, so it must never begin.
	 */
	@Test
	void aStatementThatReachesTheServerLateDoesNothing() throws Exception {
		String url = TestDatabase.POSTGRESQL.newUrl();
		try (var proxy = new AnswerDroppingProxy(url);
				var fixture = new StoreFixture(TestDatabase.pool(proxy.url(url)), Duration.ofSeconds(4),
						Duration.ofMillis(300));
				CommitStore committer = fixture.store.openCommitter()) {
			long node = fixture.join();
			NewInstance instance = fixture.started(committer, node);
			proxy.failNextCommit(Failure.REQUEST_LATE);
			assertKind(Kind.UNKNOWN, () -> committer.commit(node, List.of(StoreFixture.plain(instance.id(), 1))));
			committer.awaitInFlight(node);
			assertThat(fixture.store.claims().lastTurns(List.of(instance.id()))).isEqualTo(Map.of(instance.id(), 0L));
			proxy.deliverLate();
			await().during(Duration.ofMillis(300))
				.until(() -> fixture.store.claims()
					.lastTurns(List.of(instance.id()))
					.equals(Map.of(instance.id(), 0L)));
			committer.commit(node, List.of(StoreFixture.plain(instance.id(), 1)));
		}
	}

	/**
	 * An orchestrator's thread commits itself, and its stack may be nearly full.
	 */
	@Test
	void afterAnErrorInTheMiddleOfACommitItsConnectionIsNotUsedAgain() {
		try (var cluster = new PostgresCluster(Duration.ofSeconds(15))) {
			NewInstance instance = cluster.startedByFirst();
			cluster.firstDataSource.beforeStatements((sql) -> {
				cluster.firstDataSource.beforeStatements((other) -> {
				});
				throw new StackOverflowError("for a test");
			});
			assertThatExceptionOfType(StackOverflowError.class).isThrownBy(() -> cluster.firstCommitter
				.commit(cluster.firstNode, List.of(StoreFixture.plain(instance.id(), 1))));
			cluster.firstCommitter.awaitInFlight(cluster.firstNode);
			int opened = cluster.firstDataSource.opened();
			cluster.firstCommitter.commit(cluster.firstNode, List.of(StoreFixture.plain(instance.id(), 1)));
			assertThat(cluster.firstDataSource.opened()).isEqualTo(opened + 1);
			assertThat(cluster.history(instance)).hasSize(2);
		}
	}

	/**
	 * The engine stops and does not wait any longer for a committer that waits for the
	 * database. What that does then must not be the second half of a transaction.
	 */
	@Test
	void whatIsAbandonedInTheMiddleOfACommitHasNotHappened() throws Exception {
		try (var cluster = new PostgresCluster(Duration.ofSeconds(15))) {
			NewInstance sender = cluster.startedByFirst();
			NewInstance receiver = cluster.startedByFirst();
			AtomicBoolean abandoned = new AtomicBoolean();
			cluster.firstDataSource.beforeStatements((sql) -> {
				if (sql.contains("insert into durable_message") && abandoned.compareAndSet(false, true)) {
					CompletableFuture.runAsync(cluster.firstCommitter::abandon).join();
				}
			});
			assertThatExceptionOfType(StoreException.class)
				.isThrownBy(() -> cluster.firstCommitter.commit(cluster.firstNode, List.of(StoreFixture
					.sending(sender.id(), 1, new OutgoingMessage(receiver.id(), StoreFixture.event("e"))))));
			assertThat(abandoned).isTrue();
			assertThat(cluster.history(sender)).hasSize(1);
			assertThat(cluster.first.count("message")).isZero();
		}
	}

	/**
	 * The commit has left the client, which has given up on it, and reaches the server
	 * later.
	 */
	@Test
	void awaitInFlightWaitsForACommitThatIsStillUnderWay() throws Exception {
		try (var cluster = new PostgresCluster(Duration.ofSeconds(15))) {
			NewInstance instance = cluster.startedByFirst();
			Pause commit = cluster.firstDataSource.pauseNextCommit();
			CompletableFuture<CommitResult> turn = PostgresCluster.async(() -> cluster.firstCommitter
				.commit(cluster.firstNode, List.of(StoreFixture.changing(instance.id(), 1))));
			commit.awaitReached();
			CompletableFuture<Map<Long, Long>> truth = PostgresCluster.async(() -> {
				cluster.secondCommitter.awaitInFlight(cluster.firstNode);
				return cluster.second.store.claims().lastTurns(List.of(instance.id()));
			});
			cluster.awaitBlocked();
			commit.end();
			turn.join();
			assertThat(truth.join()).isEqualTo(Map.of(instance.id(), 1L));
		}
	}

	@Test
	void aConnectionThatIsLostBeforeTheCommitIsUnavailableAndReplaced() {
		try (var cluster = new PostgresCluster(Duration.ofSeconds(15))) {
			NewInstance instance = cluster.startedByFirst();
			cluster.firstDataSource.beforeStatements((sql) -> {
				if (sql.contains("for no key update")) {
					cluster.firstDataSource.beforeStatements((other) -> {
					});
					cluster.jdbc().sql("""
							select pg_terminate_backend(pid) from pg_stat_activity
							where datname = current_database() and state = 'idle in transaction'
							""").query(Boolean.class).list();
				}
			});
			assertKind(Kind.UNAVAILABLE, () -> cluster.firstCommitter.commit(cluster.firstNode,
					List.of(StoreFixture.changing(instance.id(), 1))));
			assertThat(cluster.history(instance)).hasSize(1);
			cluster.firstCommitter.commit(cluster.firstNode, List.of(StoreFixture.plain(instance.id(), 1)));
			assertThat(cluster.history(instance)).hasSize(2);
		}
	}

	@Test
	void aHeartbeatGetsANewConnection() {
		try (var cluster = new PostgresCluster(Duration.ofSeconds(15))) {
			cluster.first.store.nodes().renew(cluster.firstNode);
			cluster.jdbc().sql("""
					select pg_terminate_backend(pid) from pg_stat_activity
					where datname = current_database() and pid <> pg_backend_pid()
					""").query(Boolean.class).list();
			assertThatExceptionOfType(StoreException.class)
				.isThrownBy(() -> cluster.first.store.nodes().renew(cluster.firstNode));
			assertThat(cluster.first.store.nodes().renew(cluster.firstNode)).isNotNull();
		}
	}

	@Test
	void aPoolThatIsExhaustedIsUnavailable() {
		HikariDataSource pool = TestDatabase.pool(TestDatabase.POSTGRESQL.newUrl());
		pool.setMaximumPoolSize(1);
		pool.setConnectionTimeout(250);
		try (var fixture = new StoreFixture(pool); CommitStore committer = fixture.store.openCommitter()) {
			long node = fixture.join();
			fixture.started(committer, node);
			assertKind(Kind.UNAVAILABLE, () -> fixture.store.nodes().nodes());
		}
	}

	@Test
	void aServerThatWasRestartedIsReportedOnceBeforeAnythingIsCommitted() {
		try (var postgres = TestPostgres.restartable()) {
			HikariDataSource pool = TestDatabase.pool(postgres.newDatabase());
			pool.setConnectionTimeout(1000);
			try (var fixture = new StoreFixture(pool);
					CommitStore committer = fixture.store.openCommitter();
					CommitStore secondLane = fixture.store.openCommitter()) {
				long node = fixture.join();
				NewInstance instance = fixture.started(committer, node);
				InstanceCommit turn = StoreFixture.plain(instance.id(), 1);
				postgres.stopImmediately();
				// it cannot be told how far a statement came that was sent into a dead
				// connection
				assertKind(Kind.UNKNOWN, () -> committer.commit(node, List.of(turn)));
				assertKind(Kind.UNAVAILABLE, () -> committer.commit(node, List.of(turn)));
				assertThatExceptionOfType(StoreException.class).isThrownBy(() -> fixture.store.nodes().renew(node));
				postgres.start();
				await().ignoreExceptions().until(() -> fixture.store.nodes().renew(node) != null);
				assertThatExceptionOfType(ServerRestartedException.class)
					.isThrownBy(() -> committer.commit(node, List.of(turn)));
				assertThat(fixture.store.claims().lastTurns(List.of(instance.id())))
					.isEqualTo(Map.of(instance.id(), 0L));
				committer.commit(node, List.of(turn));
				assertThat(fixture.store.claims().lastTurns(List.of(instance.id())))
					.isEqualTo(Map.of(instance.id(), 1L));
				secondLane.commit(node, List.of(StoreFixture.plain(instance.id(), 2)));
			}
		}
	}

	private static void assertKind(Kind kind, Runnable action) {
		assertThatExceptionOfType(StoreException.class).isThrownBy(action::run)
			.satisfies((ex) -> assertThat(ex.kind()).as(ex.toString()).isEqualTo(kind));
	}

}
