package dev.durable.store.jpa;

import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;

import dev.durable.RuntimeStatus;
import dev.durable.store.CommitResult;
import dev.durable.store.CommitResult.Outcome;
import dev.durable.store.InboxMessage;
import dev.durable.store.InstanceChange;
import dev.durable.store.InstanceCommit;
import dev.durable.store.InstanceRow;
import dev.durable.store.NewInstance;
import dev.durable.store.NodeFencedException;
import dev.durable.store.StoreException;
import dev.durable.store.jpa.HookedDataSource.Pause;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for groups that PostgreSQL commits by one statement, which sees nothing of what
 * happens at the same time: ends, alone in their group or not, changes and consumed
 * messages.
 */
@ParameterizedClass(name = "alone: {0}")
@ValueSource(booleans = { true, false })
class SingleStatementIntegrationTests {

	private static final Duration PATIENT = Duration.ofSeconds(15);

	@Parameter
	boolean alone;

	private @Nullable NewInstance companion;

	/**
	 * After a lost answer a start is written again.
	 */
	@Test
	void aStartThatIsThereIsAcceptedAgain() {
		try (var cluster = new PostgresCluster(PATIENT)) {
			NewInstance instance = cluster.startedByFirst();
			assertThat(cluster.firstCommitter.commit(cluster.firstNode, List.of(InstanceCommit.start(instance)))
				.of(instance.id())).isEqualTo(Outcome.COMMITTED);
			assertThat(cluster.history(instance)).hasSize(1);
		}
	}

	@Test
	void aStartThatIsThereWithItsFirstRunIsAcceptedAgain() {
		try (var cluster = new PostgresCluster(PATIENT)) {
			NewInstance instance = cluster.startedByFirst();
			cluster.firstCommitter.commit(cluster.firstNode, List.of(StoreFixture.plain(instance.id(), 1)));
			InstanceCommit again = InstanceCommit.start(instance).withFirstRun(StoreFixture.plain(instance.id(), 1));
			assertThat(cluster.firstCommitter.commit(cluster.firstNode, group(cluster, again)).of(instance.id()))
				.isEqualTo(Outcome.COMMITTED);
			assertThat(cluster.history(instance)).hasSize(2);
		}
	}

	/**
	 * The group is committed by then: who took this for a failure would write it again.
	 */
	@Test
	void ifStartsThatWereNotInsertedCannotBeLookedForNobodyKnows() {
		try (var cluster = new PostgresCluster(PATIENT)) {
			NewInstance running = cluster.startedByFirst();
			NewInstance taken = cluster.first.instance(cluster.startedByFirst().instanceId(), true);
			cluster.firstDataSource.beforeStatements((sql) -> {
				if (sql.startsWith("select id from durable_instance where id = any")) {
					HookedDataSource.fail(new SQLException("cancelled", "57014"));
				}
			});
			assertThatExceptionOfType(StoreException.class)
				.isThrownBy(() -> cluster.firstCommitter.commit(cluster.firstNode,
						List.of(StoreFixture.plain(running.id(), 1), InstanceCommit.start(taken))))
				.satisfies((ex) -> assertThat(ex.kind()).isEqualTo(StoreException.Kind.UNKNOWN));
			cluster.firstDataSource.beforeStatements((sql) -> {
			});
			cluster.firstCommitter.awaitInFlight(cluster.firstNode);
			assertThat(cluster.history(running)).hasSize(2);
		}
	}

	@Test
	void aStartWithItsFirstRunIsOneStatement() {
		try (var cluster = new PostgresCluster(PATIENT)) {
			// the first commit of all asks which server it is
			cluster.startedByFirst();
			NewInstance instance = cluster.first.instance(StoreFixture.uniqueId(), true);
			List<InstanceCommit> group = group(cluster,
					InstanceCommit.start(instance).withFirstRun(StoreFixture.plain(instance.id(), 1)));
			assertThat(statements(cluster, group)).hasSize(1);
			assertThat(cluster.history(instance)).hasSize(2);
		}
	}

	@Test
	void anEndIsOneStatement() {
		try (var cluster = new PostgresCluster(PATIENT)) {
			NewInstance instance = cluster.startedByFirst();
			List<InstanceCommit> group = group(cluster, StoreFixture.finishing(instance.id(), 1));
			assertThat(statements(cluster, group)).hasSize(1);
			assertEnded(cluster, instance);
			assertThat(cluster.history(instance)).hasSize(2);
		}
	}

	@Test
	void anEndTakesAwayWhatIsInTheInboxAndWhatWasHandedOver() {
		try (var cluster = new PostgresCluster(PATIENT)) {
			NewInstance instance = cluster.startedByFirst();
			NewInstance other = cluster.startedByFirst();
			for (NewInstance each : List.of(instance, other)) {
				cluster.firstCommitter.commit(cluster.firstNode,
						List.of(StoreFixture.handingOver(each.id(), 1, StoreFixture.activity(each.id(), 1))));
				PostgresCluster.send(cluster.second, each, "a");
			}
			cluster.first.store.claims().collect(cluster.firstNode, 10, 10);
			cluster.firstCommitter.commit(cluster.firstNode, group(cluster, StoreFixture.finishing(instance.id(), 2)));
			assertEnded(cluster, instance);
			assertThat(cluster.inbox(other)).containsExactly("a");
			assertThat(cluster.second.count("activity")).isOne();
		}
	}

	/**
	 * A message to an instance that is due already does not change its row.
	 */
	@ParameterizedTest
	@ValueSource(booleans = { false, true })
	void anEndThatWaitsForAMessageTakesItAway(boolean due) throws Exception {
		try (var cluster = new PostgresCluster(PATIENT)) {
			NewInstance instance = cluster.second.started(cluster.secondCommitter, cluster.secondNode);
			List<InstanceCommit> group = new ArrayList<>(List.of(StoreFixture.finishing(instance.id(), 1)));
			if (!this.alone) {
				NewInstance beside = cluster.second.started(cluster.secondCommitter, cluster.secondNode);
				group.add(StoreFixture.plain(beside.id(), 1));
			}
			if (due) {
				PostgresCluster.send(cluster.first, instance, "a");
			}
			Pause commit = cluster.firstDataSource.pauseNextCommit();
			CompletableFuture<Void> sending = PostgresCluster
				.run(() -> PostgresCluster.send(cluster.first, instance, "b"));
			commit.awaitReached();
			CompletableFuture<CommitResult> end = PostgresCluster
				.async(() -> cluster.secondCommitter.commit(cluster.secondNode, group));
			cluster.awaitBlocked();
			commit.end();
			sending.get(10, TimeUnit.SECONDS);
			end.get(10, TimeUnit.SECONDS);
			assertEnded(cluster, instance);
			assertThat(cluster.history(instance)).hasSize(2);
		}
	}

	/**
	 * The statement has begun and does not see the message, nor that the instance was due
	 * for a moment.
	 */
	@Test
	void anEndTakesAwayAMessageWhoseWakeUpWasTakenMeanwhile() throws Exception {
		try (var cluster = new PostgresCluster(PATIENT)) {
			NewInstance instance = cluster.startedByFirst();
			List<InstanceCommit> group = group(cluster, StoreFixture.finishing(instance.id(), 1));
			AtomicReference<CompletableFuture<CommitResult>> ending = new AtomicReference<>();
			cluster.application().executeWithoutResult((status) -> {
				cluster.jdbc()
					.sql("select id from durable_node where id = ? for update")
					.param(cluster.firstNode)
					.query(Long.class)
					.single();
				ending.set(PostgresCluster.async(() -> cluster.firstCommitter.commit(cluster.firstNode, group)));
				cluster.awaitBlocked();
				PostgresCluster.run(() -> {
					PostgresCluster.send(cluster.second, instance, "a");
					cluster.jdbc().sql("update durable_instance set wake_at = null").update();
				}).join();
				assertThat(ending.get()).isNotDone();
			});
			ending.get().get(10, TimeUnit.SECONDS);
			assertEnded(cluster, instance);
			assertThat(cluster.history(instance)).hasSize(2);
		}
	}

	@Test
	void anInstanceThatTheNodeDoesNotOwnIsNotEnded() {
		try (var cluster = new PostgresCluster(PATIENT)) {
			cluster.startedByFirst();
			NewInstance instance = cluster.second.started(cluster.secondCommitter, cluster.secondNode);
			assertThatExceptionOfType(StoreException.class).isThrownBy(() -> end(cluster, instance))
				.withMessageContaining("does not own")
				.satisfies((ex) -> assertThat(ex.kind()).isEqualTo(StoreException.Kind.DEFINITE));
			assertNothingWritten(cluster, instance);
		}
	}

	@Test
	void nothingIsEndedOnceTheRowOfTheNodeIsGone() {
		try (var cluster = new PostgresCluster(PATIENT)) {
			NewInstance instance = cluster.startedByFirst();
			List<InstanceCommit> group = group(cluster, StoreFixture.finishing(instance.id(), 1));
			cluster.jdbc().sql("delete from durable_node where id = ?").param(cluster.firstNode).update();
			assertThatExceptionOfType(NodeFencedException.class)
				.isThrownBy(() -> cluster.firstCommitter.commit(cluster.firstNode, group));
			assertNothingWritten(cluster, instance);
		}
	}

	@Test
	void anEndWhoseTurnExistsIsRefused() {
		try (var cluster = new PostgresCluster(PATIENT)) {
			NewInstance instance = cluster.startedByFirst();
			cluster.firstCommitter.commit(cluster.firstNode, List.of(StoreFixture.plain(instance.id(), 1)));
			assertThatExceptionOfType(StoreException.class).isThrownBy(() -> end(cluster, instance))
				.satisfies((ex) -> assertThat(ex.kind()).isEqualTo(StoreException.Kind.DEFINITE));
			assertThat(cluster.second.row(instance.instanceId()).status()).isEqualTo(RuntimeStatus.RUNNING);
			assertThat(cluster.history(instance)).hasSize(2);
		}
	}

	@Test
	void aChangeIsOneStatementAndLeavesTheWakeUpAlone() {
		try (var cluster = new PostgresCluster(PATIENT)) {
			NewInstance instance = cluster.startedByFirst();
			PostgresCluster.send(cluster.second, instance, "a");
			InstanceRow before = cluster.second.row(instance.instanceId());
			InstanceChange change = new InstanceChange(RuntimeStatus.SUSPENDED, 0, "\"half\"", StoreFixture.now());
			List<InstanceCommit> group = group(cluster, InstanceCommit.turn(instance.id(),
					List.of(StoreFixture.turn(instance.id(), 1)), change, List.of(), List.of(), List.of()));
			assertThat(statements(cluster, group)).hasSize(1);
			InstanceRow after = cluster.second.row(instance.instanceId());
			assertThat(after.status()).isEqualTo(RuntimeStatus.SUSPENDED);
			assertThat(after.customStatus()).isEqualTo("\"half\"");
			assertThat(after.ownerNode()).isEqualTo(cluster.firstNode);
			assertThat(after.wakeAt()).isNotNull().isEqualTo(before.wakeAt());
			assertThat(after.completedAt()).isNull();
			assertThat(cluster.inbox(instance)).containsExactly("a");
		}
	}

	/**
	 * The statement waits for the row as it was not when it began.
	 */
	@Test
	void aChangeThatWaitsForAMessageLeavesTheInstanceDue() throws Exception {
		try (var cluster = new PostgresCluster(PATIENT)) {
			NewInstance instance = cluster.startedByFirst();
			InstanceChange change = new InstanceChange(RuntimeStatus.RUNNING, 0, "\"half\"", StoreFixture.now());
			List<InstanceCommit> group = group(cluster, InstanceCommit.turn(instance.id(),
					List.of(StoreFixture.turn(instance.id(), 1)), change, List.of(), List.of(), List.of()));
			CompletableFuture<CommitResult> changing = cluster.application().execute((status) -> {
				cluster.second.store.instances()
					.send(StoreFixture.HUB, instance.instanceId(), StoreFixture.event("a"), 10, null, (receiver) -> {
					});
				cluster.jdbc()
					.sql("update durable_instance set wake_at = now() where id = ?")
					.param(instance.id())
					.update();
				CompletableFuture<CommitResult> waiting = PostgresCluster
					.async(() -> cluster.firstCommitter.commit(cluster.firstNode, group));
				cluster.awaitBlocked();
				return waiting;
			});
			changing.get(10, TimeUnit.SECONDS);
			InstanceRow row = cluster.second.row(instance.instanceId());
			assertThat(row.customStatus()).isEqualTo("\"half\"");
			assertThat(row.wakeAt()).isNotNull();
			assertThat(cluster.inbox(instance)).containsExactly("a");
		}
	}

	@Test
	void consumedMessagesAreDeletedByTheSameStatement() {
		try (var cluster = new PostgresCluster(PATIENT)) {
			NewInstance instance = cluster.startedByFirst();
			NewInstance ending = cluster.startedByFirst();
			PostgresCluster.send(cluster.second, instance, "a");
			PostgresCluster.send(cluster.second, instance, "b");
			PostgresCluster.send(cluster.second, ending, "c");
			Map<Long, List<InboxMessage>> read = cluster.first.store.claims()
				.collect(cluster.firstNode, 10, 10)
				.taken();
			List<InstanceCommit> group = new ArrayList<>(
					group(cluster, StoreFixture.consuming(instance.id(), 1, read.get(instance.id()).get(0).id())));
			if (!this.alone) {
				InstanceCommit end = StoreFixture.finishing(ending.id(), 1);
				group.add(InstanceCommit.turn(ending.id(), end.turns(), end.change(),
						List.of(read.get(ending.id()).get(0).id()), List.of(), List.of()));
			}
			assertThat(statements(cluster, group)).hasSize(1);
			assertThat(cluster.inbox(instance)).containsExactly("b");
			if (!this.alone) {
				assertEnded(cluster, ending);
			}
		}
	}

	@ParameterizedTest
	@ValueSource(booleans = { false, true })
	void aConsumedMessageThatIsNotThereRefusesTheGroup(boolean ending) {
		try (var cluster = new PostgresCluster(PATIENT)) {
			NewInstance instance = cluster.startedByFirst();
			PostgresCluster.send(cluster.second, instance, "a");
			long message = cluster.first.store.claims()
				.collect(cluster.firstNode, 10, 10)
				.taken()
				.get(instance.id())
				.get(0)
				.id();
			InstanceChange change = ending ? StoreFixture.finishing(instance.id(), 1).change() : null;
			List<InstanceCommit> group = group(cluster,
					InstanceCommit.turn(instance.id(), List.of(StoreFixture.turn(instance.id(), 1)), change,
							List.of(message, message + 1), List.of(), List.of()));
			assertThatExceptionOfType(StoreException.class)
				.isThrownBy(() -> cluster.firstCommitter.commit(cluster.firstNode, group))
				.satisfies((ex) -> assertThat(ex.kind()).isEqualTo(StoreException.Kind.DEFINITE));
			assertNothingWritten(cluster, instance);
			assertThat(cluster.inbox(instance)).containsExactly("a");
		}
	}

	/**
	 * An application that sends to several instances locks them in order, too.
	 */
	@Test
	void rowsAreLockedInOrder() {
		try (var cluster = new PostgresCluster(PATIENT)) {
			NewInstance first = cluster.startedByFirst();
			NewInstance second = cluster.startedByFirst();
			List<InstanceCommit> group = List.of(StoreFixture.finishing(second.id(), 1),
					StoreFixture.finishing(first.id(), 1));
			String lock = "select id from durable_instance where id = ? for update nowait";
			CompletableFuture<CommitResult> ending = cluster.application().execute((status) -> {
				cluster.jdbc().sql(lock).param(first.id()).query(Long.class).single();
				CompletableFuture<CommitResult> end = PostgresCluster
					.async(() -> cluster.firstCommitter.commit(cluster.firstNode, group));
				cluster.awaitBlocked();
				assertThat(cluster.jdbc().sql(lock).param(second.id()).query(Long.class).single()).isPositive();
				return end;
			});
			ending.join();
			assertEnded(cluster, first);
			assertEnded(cluster, second);
		}
	}

	/**
	 * Return the group of a commit of the first node: alone, or with a turn of another
	 * instance.
	 */
	private List<InstanceCommit> group(PostgresCluster cluster, InstanceCommit commit) {
		if (this.alone) {
			return List.of(commit);
		}
		this.companion = cluster.startedByFirst();
		return List.of(StoreFixture.plain(this.companion.id(), 1), commit);
	}

	private CommitResult end(PostgresCluster cluster, NewInstance instance) {
		return cluster.firstCommitter.commit(cluster.firstNode,
				group(cluster, StoreFixture.finishing(instance.id(), 1)));
	}

	private static List<String> statements(PostgresCluster cluster, List<InstanceCommit> group) {
		List<String> statements = new ArrayList<>();
		cluster.firstDataSource.beforeStatements(statements::add);
		cluster.firstCommitter.commit(cluster.firstNode, group);
		cluster.firstDataSource.beforeStatements((sql) -> {
		});
		return statements;
	}

	private void assertNothingWritten(PostgresCluster cluster, NewInstance instance) {
		assertThat(cluster.second.row(instance.instanceId()).status()).isEqualTo(RuntimeStatus.RUNNING);
		assertThat(cluster.history(instance)).hasSize(1);
		if (this.companion != null) {
			assertThat(cluster.history(this.companion)).hasSize(1);
		}
	}

	private static void assertEnded(PostgresCluster cluster, NewInstance instance) {
		InstanceRow row = cluster.second.row(instance.instanceId());
		assertThat(row.status()).isEqualTo(RuntimeStatus.COMPLETED);
		assertThat(row.ownerNode()).isNull();
		assertThat(row.completedAt()).isNotNull();
		assertThat(cluster.inbox(instance)).isEmpty();
		assertThat(cluster.jdbc()
			.sql("select count(*) from durable_activity where instance = ?")
			.param(instance.id())
			.query(Integer.class)
			.single()).isZero();
	}

}
