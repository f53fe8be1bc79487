package dev.durable.store.jpa;

import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;

import dev.durable.RuntimeStatus;
import dev.durable.store.CommitResult;
import dev.durable.store.CommitResult.Outcome;
import dev.durable.store.CommitStore;
import dev.durable.store.InstanceCommit;
import dev.durable.store.NewInstance;
import dev.durable.store.OutgoingMessage;
import dev.durable.store.StoreException;
import dev.durable.store.StoreException.Kind;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for groups that meet locks of applications and of other nodes on PostgreSQL.
 */
class BlockedGroupIntegrationTests {

	private static final Duration IMPATIENT = Duration.ofMillis(300);

	@Test
	void aRowThatAnApplicationHoldsFailsTheGroupSoonAndOthersGoOn() {
		try (var cluster = new PostgresCluster(IMPATIENT)) {
			NewInstance held = cluster.startedByFirst();
			NewInstance free = cluster.startedByFirst();
			cluster.application().executeWithoutResult((status) -> {
				cluster.jdbc()
					.sql("select id from durable_instance where id = ? for update")
					.param(held.id())
					.query(Long.class)
					.single();
				assertRetryable(cluster, StoreFixture.plain(free.id(), 1), StoreFixture.finishing(held.id(), 1));
				assertThat(cluster.history(free)).hasSize(1);
				commit(cluster, StoreFixture.plain(free.id(), 1));
			});
			commit(cluster, StoreFixture.finishing(held.id(), 1));
			assertThat(cluster.history(free)).hasSize(2);
		}
	}

	@Test
	void aKeyThatAnApplicationHoldsFailsTheGroupSoonAndOthersGoOn() {
		try (var cluster = new PostgresCluster(IMPATIENT)) {
			NewInstance applications = cluster.second.instance(StoreFixture.uniqueId(), false);
			NewInstance same = cluster.first.instance(applications.instanceId(), true);
			NewInstance free = cluster.startedByFirst();
			cluster.application().executeWithoutResult((status) -> {
				cluster.second.store.instances().insert(applications, () -> {
				});
				assertRetryable(cluster, InstanceCommit.start(same), StoreFixture.plain(free.id(), 1));
				commit(cluster, StoreFixture.plain(free.id(), 1));
			});
			assertThat(
					cluster.firstCommitter.commit(cluster.firstNode, List.of(InstanceCommit.start(same))).of(same.id()))
				.isEqualTo(Outcome.ID_TAKEN);
		}
	}

	/**
	 * The group has locked the row and waits for the key, the application the other way
	 * round. It is the group that gives way.
	 */
	@Test
	void anApplicationThatHoldsAKeyGetsTheRowThatTheGroupHasLocked() throws Exception {
		try (var cluster = new PostgresCluster(IMPATIENT)) {
			NewInstance applications = cluster.second.instance(StoreFixture.uniqueId(), false);
			NewInstance same = cluster.first.instance(applications.instanceId(), true);
			NewInstance ending = cluster.startedByFirst();
			List<InstanceCommit> group = List.of(InstanceCommit.start(same), StoreFixture.finishing(ending.id(), 1));
			CompletableFuture<CommitResult> commit = cluster.application().execute((status) -> {
				cluster.second.store.instances().insert(applications, () -> {
				});
				CompletableFuture<CommitResult> waiting = PostgresCluster
					.async(() -> cluster.firstCommitter.commit(cluster.firstNode, group));
				cluster.awaitBlocked();
				cluster.second.store.instances()
					.send(StoreFixture.HUB, ending.instanceId(), StoreFixture.event("a"), 10, null, (receiver) -> {
					});
				return waiting;
			});
			assertThat(commit).failsWithin(Duration.ofSeconds(10))
				.withThrowableThat()
				.havingCause()
				.isInstanceOfSatisfying(StoreException.class, (ex) -> assertThat(ex.kind()).isEqualTo(Kind.RETRYABLE));
			assertThat(cluster.inbox(ending)).containsExactly("a");
			assertThat(cluster.firstCommitter.commit(cluster.firstNode, group).of(same.id()))
				.isEqualTo(Outcome.ID_TAKEN);
			assertThat(cluster.second.row(ending.instanceId()).status()).isEqualTo(RuntimeStatus.COMPLETED);
		}
	}

	@Test
	void sendersDoNotWaitForTheReceiversOfOthers() throws Exception {
		try (var cluster = new PostgresCluster(Duration.ofSeconds(30))) {
			NewInstance held = cluster.startedByFirst();
			NewInstance free = cluster.startedByFirst();
			CompletableFuture<Void> waiting = cluster.application().execute((status) -> {
				cluster.jdbc()
					.sql("select id from durable_instance where id = ? for update")
					.param(held.id())
					.query(Long.class)
					.single();
				CompletableFuture<Void> sending = PostgresCluster
					.run(() -> PostgresCluster.send(cluster.first, held, "a"));
				cluster.awaitBlocked();
				PostgresCluster.run(() -> PostgresCluster.send(cluster.first, free, "b")).join();
				assertThat(sending).isNotDone();
				return sending;
			});
			waiting.get(10, TimeUnit.SECONDS);
			assertThat(cluster.inbox(held)).containsExactly("a");
			assertThat(cluster.inbox(free)).containsExactly("b");
		}
	}

	@Test
	void theRowOfAFailedGroupCanBeChangedByTheApplication() {
		try (var cluster = new PostgresCluster(IMPATIENT)) {
			NewInstance instance = cluster.startedByFirst();
			assertThatExceptionOfType(StoreException.class)
				.isThrownBy(() -> commit(cluster, StoreFixture.consuming(instance.id(), 1, 42L)));
			cluster.application()
				.executeWithoutResult((status) -> cluster.jdbc()
					.sql("select id from durable_instance where id = ? for update nowait")
					.param(instance.id())
					.query(Long.class)
					.single());
		}
	}

	@Test
	void textThatTheDatabaseRefusesIsDefinite() {
		try (var cluster = new PostgresCluster(IMPATIENT)) {
			NewInstance instance = cluster.first.instance("a\u0000b", true);
			assertThatExceptionOfType(StoreException.class)
				.isThrownBy(() -> commit(cluster, InstanceCommit.start(instance)))
				.satisfies((ex) -> assertThat(ex.kind()).isEqualTo(Kind.DEFINITE));
		}
	}

	/**
	 * Groups that lock the same rows, written down in opposite orders, never deadlock.
	 */
	@Test
	void groupsLockInOneOrder() {
		try (var cluster = new PostgresCluster(Duration.ofSeconds(15))) {
			NewInstance a = cluster.startedByFirst();
			NewInstance b = cluster.startedByFirst();
			NewInstance first = cluster.startedByFirst();
			NewInstance second = cluster.second.started(cluster.secondCommitter, cluster.secondNode);
			CompletableFuture<Void> forward = sendAll(cluster.firstCommitter, cluster.firstNode, first, a, b);
			CompletableFuture<Void> backward = sendAll(cluster.secondCommitter, cluster.secondNode, second, b, a);
			CompletableFuture<Void> application = PostgresCluster.run(() -> IntStream.range(0, 100)
				.forEach((i) -> cluster.application().executeWithoutResult((status) -> {
					PostgresCluster.send(cluster.second, b, "b");
					PostgresCluster.send(cluster.second, a, "a");
				})));
			CompletableFuture.allOf(forward, backward, application).join();
			assertThat(cluster.second.count("message")).isEqualTo(600);
		}
	}

	private static CompletableFuture<Void> sendAll(CommitStore committer, long node, NewInstance sender,
			NewInstance... receivers) {
		return PostgresCluster.run(() -> IntStream.rangeClosed(1, 100).forEach((turn) -> {
			OutgoingMessage[] messages = Arrays.stream(receivers)
				.map((receiver) -> new OutgoingMessage(receiver.id(), StoreFixture.event("e")))
				.toArray(OutgoingMessage[]::new);
			committer.commit(node, List.of(StoreFixture.sending(sender.id(), turn, messages)));
		}));
	}

	private static void assertRetryable(PostgresCluster cluster, InstanceCommit... group) {
		long begin = System.nanoTime();
		// Not on the application's thread, as in life
		assertThat(PostgresCluster.run(() -> commit(cluster, group))).failsWithin(Duration.ofSeconds(5))
			.withThrowableThat()
			.havingCause()
			.isInstanceOfSatisfying(StoreException.class, (ex) -> assertThat(ex.kind()).isEqualTo(Kind.RETRYABLE));
		assertThat(Duration.ofNanos(System.nanoTime() - begin)).isLessThan(Duration.ofSeconds(3));
	}

	private static void commit(PostgresCluster cluster, InstanceCommit... group) {
		cluster.firstCommitter.commit(cluster.firstNode, List.of(group));
	}

}
