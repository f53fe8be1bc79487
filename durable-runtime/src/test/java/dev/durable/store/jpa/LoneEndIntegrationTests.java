package dev.durable.store.jpa;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;

import dev.durable.RuntimeStatus;
import dev.durable.store.CommitResult;
import dev.durable.store.CommitResult.Outcome;
import dev.durable.store.InstanceCommit;
import dev.durable.store.InstanceRow;
import dev.durable.store.NewInstance;
import dev.durable.store.NodeFencedException;
import dev.durable.store.StoreException;
import dev.durable.store.jpa.HookedDataSource.Pause;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for an end that is alone in its group, which is one statement on PostgreSQL, and
 * for what happens at the same time.
 */
class LoneEndIntegrationTests {

	private static final Duration PATIENT = Duration.ofSeconds(15);

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
	void anEndIsOneStatement() {
		try (var cluster = new PostgresCluster(PATIENT)) {
			NewInstance instance = cluster.startedByFirst();
			List<String> statements = new ArrayList<>();
			cluster.firstDataSource.beforeStatements(statements::add);
			end(cluster, instance);
			assertThat(statements).hasSize(1);
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
			cluster.firstCommitter.commit(cluster.firstNode, List.of(StoreFixture.finishing(instance.id(), 2)));
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
			if (due) {
				PostgresCluster.send(cluster.first, instance, "a");
			}
			Pause commit = cluster.firstDataSource.pauseNextCommit();
			CompletableFuture<Void> sending = PostgresCluster
				.run(() -> PostgresCluster.send(cluster.first, instance, "b"));
			commit.awaitReached();
			CompletableFuture<CommitResult> end = PostgresCluster.async(() -> cluster.secondCommitter
				.commit(cluster.secondNode, List.of(StoreFixture.finishing(instance.id(), 1))));
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
			AtomicReference<CompletableFuture<CommitResult>> ending = new AtomicReference<>();
			cluster.application().executeWithoutResult((status) -> {
				cluster.jdbc()
					.sql("select id from durable_node where id = ? for update")
					.param(cluster.firstNode)
					.query(Long.class)
					.single();
				ending.set(PostgresCluster.async(() -> end(cluster, instance)));
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
			assertThat(cluster.second.row(instance.instanceId()).status()).isEqualTo(RuntimeStatus.RUNNING);
			assertThat(cluster.history(instance)).hasSize(1);
		}
	}

	@Test
	void nothingIsEndedOnceTheRowOfTheNodeIsGone() {
		try (var cluster = new PostgresCluster(PATIENT)) {
			NewInstance instance = cluster.startedByFirst();
			cluster.jdbc().sql("delete from durable_node where id = ?").param(cluster.firstNode).update();
			assertThatExceptionOfType(NodeFencedException.class).isThrownBy(() -> end(cluster, instance));
			assertThat(cluster.second.row(instance.instanceId()).status()).isEqualTo(RuntimeStatus.RUNNING);
			assertThat(cluster.history(instance)).hasSize(1);
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
		}
	}

	private static CommitResult end(PostgresCluster cluster, NewInstance instance) {
		return cluster.firstCommitter.commit(cluster.firstNode, List.of(StoreFixture.finishing(instance.id(), 1)));
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
