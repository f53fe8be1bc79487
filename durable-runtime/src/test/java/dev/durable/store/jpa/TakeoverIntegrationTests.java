package dev.durable.store.jpa;

import java.sql.Connection;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;

import dev.durable.store.CommitResult;
import dev.durable.store.Due;
import dev.durable.store.InstanceCommit;
import dev.durable.store.NewInstance;
import dev.durable.store.NodeFencedException;
import dev.durable.store.Release;
import dev.durable.store.StoreException;
import dev.durable.store.jpa.HookedDataSource.Pause;
import org.junit.jupiter.api.Test;

import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.SingleConnectionDataSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

/**
 * Tests for fence and takeover with two nodes on PostgreSQL.
 */
class TakeoverIntegrationTests {

	private static final Duration PATIENT = Duration.ofSeconds(15);

	private static final Duration IMPATIENT = Duration.ofMillis(300);

	@Test
	void removalWaitsForAClaimThatIsUnderWayAndTheClaimIsNotMissed() throws Exception {
		try (var cluster = new PostgresCluster(PATIENT)) {
			NewInstance instance = cluster.inserted();
			Pause commit = cluster.firstDataSource.pauseNextCommit();
			CompletableFuture<List<Long>> claim = PostgresCluster
				.async(() -> cluster.claim(cluster.first, cluster.firstNode));
			commit.awaitReached();
			CompletableFuture<Void> removal = PostgresCluster
				.run(() -> cluster.second.store.nodes().remove(cluster.firstNode));
			cluster.awaitBlocked();
			assertThat(removal).isNotDone();
			commit.end();
			assertThat(claim.get(10, TimeUnit.SECONDS)).containsExactly(instance.id());
			removal.get(10, TimeUnit.SECONDS);
			assertThat(cluster.second.store.nodes().ownersWithoutRow()).containsExactly(cluster.firstNode);
			assertThat(cluster.second.store.nodes().clearOwner(cluster.firstNode, 100)).isEqualTo(1);
			assertThat(cluster.claim(cluster.second, cluster.secondNode)).containsExactly(instance.id());
		}
	}

	@Test
	void removalWaitsForACommitThatIsUnderWay() throws Exception {
		try (var cluster = new PostgresCluster(PATIENT)) {
			NewInstance instance = cluster.startedByFirst();
			Pause commit = cluster.firstDataSource.pauseNextCommit();
			CompletableFuture<CommitResult> turn = PostgresCluster.async(() -> cluster.firstCommitter
				.commit(cluster.firstNode, List.of(StoreFixture.changing(instance.id(), 1))));
			commit.awaitReached();
			CompletableFuture<Void> removal = PostgresCluster
				.run(() -> cluster.second.store.nodes().remove(cluster.firstNode));
			cluster.awaitBlocked();
			commit.end();
			turn.get(10, TimeUnit.SECONDS);
			removal.get(10, TimeUnit.SECONDS);
			assertThat(cluster.history(instance)).hasSize(2);
			assertThatExceptionOfType(NodeFencedException.class).isThrownBy(() -> cluster.firstCommitter
				.commit(cluster.firstNode, List.of(StoreFixture.plain(instance.id(), 2))));
		}
	}

	/**
	 * A turn that is committed by one statement holds the fence, too, while that runs.
	 */
	@Test
	void removalWaitsForAStatementThatIsUnderWay() throws Exception {
		try (var cluster = new PostgresCluster(PATIENT);
				Connection other = cluster.firstDataSource.getConnection();
				Statement statement = other.createStatement()) {
			NewInstance instance = cluster.startedByFirst();
			other.setAutoCommit(false);
			statement.execute("insert into durable_history (instance, generation, turn, recorded_at, events) values ("
					+ instance.id() + ", 0, 1, now(), '[]')");
			CompletableFuture<CommitResult> turn = PostgresCluster.async(() -> cluster.firstCommitter
				.commit(cluster.firstNode, List.of(StoreFixture.plain(instance.id(), 1))));
			cluster.awaitBlocked();
			CompletableFuture<Void> removal = PostgresCluster
				.run(() -> cluster.second.store.nodes().remove(cluster.firstNode));
			cluster.awaitBlocked(2);
			assertThat(turn).isNotDone();
			other.rollback();
			turn.get(10, TimeUnit.SECONDS);
			removal.get(10, TimeUnit.SECONDS);
			assertThat(cluster.history(instance)).hasSize(2);
		}
	}

	@Test
	void aCommitWaitsForARemovalThatIsUnderWayAndIsThenFenced() throws Exception {
		try (var cluster = new PostgresCluster(PATIENT)) {
			NewInstance instance = cluster.startedByFirst();
			Pause commit = cluster.firstDataSource.pauseNextCommit();
			CompletableFuture<Void> removal = PostgresCluster
				.run(() -> cluster.first.store.nodes().remove(cluster.secondNode));
			commit.awaitReached();
			NewInstance start = cluster.second.instance(StoreFixture.uniqueId(), true);
			CompletableFuture<CommitResult> turn = PostgresCluster
				.async(() -> cluster.secondCommitter.commit(cluster.secondNode, List.of(InstanceCommit.start(start))));
			cluster.awaitBlocked();
			commit.end();
			removal.get(10, TimeUnit.SECONDS);
			assertThatExceptionOfType(CompletionException.class).isThrownBy(turn::join)
				.withCauseInstanceOf(NodeFencedException.class);
			assertThat(cluster.second.store.instances().find(StoreFixture.HUB, start.instanceId())).isEmpty();
			assertThat(cluster.history(instance)).hasSize(1);
		}
	}

	@Test
	void aHeartbeatPassesACommitThatIsUnderWay() throws Exception {
		try (var cluster = new PostgresCluster(IMPATIENT)) {
			NewInstance instance = cluster.startedByFirst();
			cluster.first.store.nodes().renew(cluster.firstNode);
			Pause commit = cluster.firstDataSource.pauseNextCommit();
			CompletableFuture<CommitResult> turn = PostgresCluster.async(() -> cluster.firstCommitter
				.commit(cluster.firstNode, List.of(StoreFixture.changing(instance.id(), 1))));
			commit.awaitReached();
			assertThat(cluster.second.store.nodes().renew(cluster.firstNode)).isNotNull();
			assertThat(turn).isNotDone();
			commit.end();
			turn.get(10, TimeUnit.SECONDS);
		}
	}

	@Test
	void aPausedNodesTransactionIsEndedByItsTakeover() throws Exception {
		try (var cluster = new PostgresCluster(IMPATIENT)) {
			NewInstance instance = cluster.startedByFirst();
			Pause commit = cluster.firstDataSource.pauseNextCommit();
			CompletableFuture<CommitResult> turn = PostgresCluster.async(() -> cluster.firstCommitter
				.commit(cluster.firstNode, List.of(StoreFixture.changing(instance.id(), 1))));
			commit.awaitReached();
			cluster.second.store.nodes().remove(cluster.firstNode);
			assertThat(cluster.second.store.nodes().clearOwner(cluster.firstNode, 10)).isEqualTo(1);
			assertThat(cluster.claim(cluster.second, cluster.secondNode)).containsExactly(instance.id());
			cluster.secondCommitter.commit(cluster.secondNode, List.of(StoreFixture.plain(instance.id(), 1)));
			commit.end();
			assertThatExceptionOfType(CompletionException.class).isThrownBy(turn::join)
				.withCauseInstanceOf(StoreException.class);
			assertThat(cluster.history(instance)).hasSize(2);
			assertThatExceptionOfType(NodeFencedException.class)
				.isThrownBy(() -> cluster.firstCommitter.awaitInFlight(cluster.firstNode));
		}
	}

	/**
	 * The session of a deletion that has ended may be somebody else's by then.
	 */
	@Test
	void aTakeoverEndsNobodyWhoBlocksAnotherStatement() throws Exception {
		try (var cluster = new PostgresCluster(PATIENT);
				Connection holder = cluster.firstDataSource.getConnection();
				Connection waiting = cluster.firstDataSource.getConnection()) {
			PostgreSqlDatabase database = new PostgreSqlDatabase(new ProductVersion("PostgreSQL", 14, 0, "14"));
			NewInstance instance = cluster.startedByFirst();
			String lock = "update durable_instance set wake_at = null where id = " + instance.id();
			holder.setAutoCommit(false);
			holder.createStatement().execute(lock);
			long session = database.session(new Sql(waiting));
			CompletableFuture<Integer> update = PostgresCluster
				.async(() -> JdbcClient.create(new SingleConnectionDataSource(waiting, true)).sql(lock).update());
			cluster.awaitBlocked();
			Sql sql = new Sql(holder);
			assertThat(database.endSessionsBlocking(sql, session, "delete from durable_node")).isZero();
			holder.rollback();
			assertThat(update.get(10, TimeUnit.SECONDS)).isOne();
		}
	}

	@Test
	void aTransactionThatStandsIdleEndsBeforeTheNodeTimeout() throws Exception {
		try (var cluster = new PostgresCluster(IMPATIENT);
				var fixture = new StoreFixture(cluster.firstDataSource, Duration.ofSeconds(2), IMPATIENT);
				var committer = fixture.store.openCommitter()) {
			NewInstance instance = fixture.started(committer, cluster.firstNode);
			Pause commit = cluster.firstDataSource.pauseNextCommit();
			CompletableFuture<CommitResult> turn = PostgresCluster
				.async(() -> committer.commit(cluster.firstNode, List.of(StoreFixture.changing(instance.id(), 1))));
			commit.awaitReached();
			await().atMost(Duration.ofSeconds(2)).until(() -> cluster.jdbc().sql("""
					select count(*) from pg_stat_activity
					where datname = current_database() and state = 'idle in transaction'
					""").query(Integer.class).single() == 0);
			commit.end();
			assertThatExceptionOfType(CompletionException.class).isThrownBy(turn::join)
				.withCauseInstanceOf(StoreException.class);
			assertThat(cluster.history(instance)).hasSize(1);
		}
	}

	@Test
	void takeoverSkipsRowsThatAreLocked() {
		try (var cluster = new PostgresCluster(IMPATIENT)) {
			NewInstance locked = cluster.startedByFirst();
			NewInstance free = cluster.startedByFirst();
			cluster.second.store.nodes().remove(cluster.firstNode);
			cluster.application().executeWithoutResult((status) -> {
				cluster.jdbc()
					.sql("select id from durable_instance where id = ? for update")
					.param(locked.id())
					.query(Long.class)
					.single();
				assertThat(PostgresCluster.async(() -> cluster.second.store.nodes().clearOwner(cluster.firstNode, 1))
					.join()).isEqualTo(1);
			});
			assertThat(cluster.second.row(free.instanceId()).ownerNode()).isNull();
			assertThat(cluster.second.store.nodes().ownsAny(cluster.firstNode)).isTrue();
			assertThat(cluster.second.store.nodes().clearOwner(cluster.firstNode, 1)).isEqualTo(1);
		}
	}

	@Test
	void nodesThatClaimAtTheSameTimeShareWhatIsDue() {
		try (var cluster = new PostgresCluster(IMPATIENT)) {
			List<Long> all = new ArrayList<>();
			for (int i = 0; i < 100; i++) {
				all.add(cluster.inserted().id());
			}
			CompletableFuture<List<Long>> first = PostgresCluster
				.async(() -> claimAll(cluster, cluster.first, cluster.firstNode, all.size()));
			CompletableFuture<List<Long>> second = PostgresCluster
				.async(() -> claimAll(cluster, cluster.second, cluster.secondNode, all.size()));
			List<Long> claimed = new ArrayList<>(first.join());
			claimed.addAll(second.join());
			assertThat(claimed).containsExactlyInAnyOrderElementsOf(all);
			assertThat(cluster.first.store.claims().owned(cluster.firstNode))
				.containsExactlyInAnyOrderElementsOf(first.join());
		}
	}

	@Test
	void aClaimPassesWhatAnotherNodeIsClaiming() throws Exception {
		try (var cluster = new PostgresCluster(IMPATIENT)) {
			for (int i = 0; i < 4; i++) {
				cluster.inserted();
			}
			Pause commit = cluster.firstDataSource.pauseNextCommit();
			CompletableFuture<List<Long>> first = PostgresCluster
				.async(() -> claim(cluster.first, cluster.firstNode, 2).taken());
			commit.awaitReached();
			Due<List<Long>> second = claim(cluster.second, cluster.secondNode, 2);
			Due<List<Long>> third = claim(cluster.second, cluster.secondNode, 2);
			commit.end();
			assertThat(second.taken()).hasSize(2).doesNotContainAnyElementsOf(first.get(10, TimeUnit.SECONDS));
			assertThat(second.skipped()).as("enough was found").isFalse();
			assertThat(third).isEqualTo(new Due<>(List.of(), true));
		}
	}

	private static Due<List<Long>> claim(StoreFixture fixture, long node, int limit) {
		return fixture.store.claims().claim(node, StoreFixture.HUB, Set.of(StoreFixture.CODE), limit);
	}

	@Test
	void aClaimChecksItsCandidatesAgainUnderTheLock() {
		try (var cluster = new PostgresCluster(IMPATIENT)) {
			NewInstance instance = cluster.inserted();
			cluster.firstDataSource.beforeStatements((sql) -> {
				if (sql.contains("skip locked") && cluster.second.store.claims().owned(cluster.secondNode).isEmpty()) {
					assertThat(cluster.claim(cluster.second, cluster.secondNode)).containsExactly(instance.id());
				}
			});
			assertThat(cluster.claim(cluster.first, cluster.firstNode)).isEmpty();
			assertThat(cluster.second.row(instance.instanceId()).ownerNode()).isEqualTo(cluster.secondNode);
		}
	}

	@Test
	void releaseMakesRoomForAnotherNode() {
		try (var cluster = new PostgresCluster(IMPATIENT)) {
			NewInstance instance = cluster.startedByFirst();
			cluster.firstCommitter.commit(cluster.firstNode,
					List.of(InstanceCommit.release(new Release(instance.id(), null))));
			assertThat(cluster.claim(cluster.second, cluster.secondNode)).isEmpty();
			PostgresCluster.send(cluster.first, instance, "a");
			assertThat(cluster.claim(cluster.second, cluster.secondNode)).containsExactly(instance.id());
		}
	}

	private static List<Long> claimAll(PostgresCluster cluster, StoreFixture fixture, long node, int total) {
		List<Long> claimed = new ArrayList<>();
		while (cluster.jdbc()
			.sql("select count(*) from durable_instance where owner_node is not null")
			.query(Integer.class)
			.single() < total) {
			claimed.addAll(claim(fixture, node, 3).taken());
		}
		return claimed;
	}

}
