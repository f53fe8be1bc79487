package dev.durable.store.jpa;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;

import dev.durable.InstanceFinishedException;
import dev.durable.TooManyEventsException;
import dev.durable.store.CommitResult;
import dev.durable.store.CommitResult.Outcome;
import dev.durable.store.Due;
import dev.durable.store.InboxMessage;
import dev.durable.store.InstanceCommit;
import dev.durable.store.NewInstance;
import dev.durable.store.Release;
import dev.durable.store.jpa.HookedDataSource.Pause;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Tests for messages that meet a release or a wake-up on PostgreSQL.
 */
class InboxRaceIntegrationTests {

	private static final Duration PATIENT = Duration.ofSeconds(15);

	@Test
	void aReleaseThatWaitsForAMessageIsRefused() throws Exception {
		try (var cluster = new PostgresCluster(PATIENT)) {
			NewInstance instance = cluster.second.started(cluster.secondCommitter, cluster.secondNode);
			Pause commit = cluster.firstDataSource.pauseNextCommit();
			CompletableFuture<Void> sending = PostgresCluster
				.run(() -> PostgresCluster.send(cluster.first, instance, "a"));
			commit.awaitReached();
			CompletableFuture<CommitResult> release = release(cluster, instance);
			cluster.awaitBlocked();
			commit.end();
			sending.get(10, TimeUnit.SECONDS);
			assertThat(release.get(10, TimeUnit.SECONDS).of(instance.id())).isEqualTo(Outcome.RELEASE_REFUSED);
			assertThat(cluster.second.row(instance.instanceId()).ownerNode()).isEqualTo(cluster.secondNode);
			assertThat(cluster.second.store.claims().collect(cluster.secondNode, 10, 10).taken())
				.containsKey(instance.id());
		}
	}

	@Test
	void aReleaseSeesAMessageWhoseWakeUpWasTakenAlready() throws Exception {
		try (var cluster = new PostgresCluster(PATIENT)) {
			NewInstance instance = cluster.second.started(cluster.secondCommitter, cluster.secondNode);
			PostgresCluster.send(cluster.first, instance, "a");
			Pause commit = cluster.firstDataSource.pauseNextCommit();
			CompletableFuture<?> collecting = PostgresCluster
				.async(() -> cluster.first.store.claims().collect(cluster.secondNode, 10, 10));
			commit.awaitReached();
			CompletableFuture<CommitResult> release = release(cluster, instance);
			cluster.awaitBlocked();
			commit.end();
			collecting.get(10, TimeUnit.SECONDS);
			assertThat(release.get(10, TimeUnit.SECONDS).of(instance.id())).isEqualTo(Outcome.RELEASE_REFUSED);
		}
	}

	@Test
	void aMessageThatWaitsForAReleaseMakesTheInstanceDue() throws Exception {
		try (var cluster = new PostgresCluster(PATIENT)) {
			NewInstance instance = cluster.startedByFirst();
			Pause commit = cluster.firstDataSource.pauseNextCommit();
			CompletableFuture<CommitResult> release = PostgresCluster.async(() -> cluster.firstCommitter
				.commit(cluster.firstNode, List.of(InstanceCommit.release(new Release(instance.id(), null)))));
			commit.awaitReached();
			CompletableFuture<Void> sending = PostgresCluster
				.run(() -> PostgresCluster.send(cluster.second, instance, "a"));
			cluster.awaitBlocked();
			commit.end();
			assertThat(release.get(10, TimeUnit.SECONDS).of(instance.id())).isEqualTo(Outcome.COMMITTED);
			sending.get(10, TimeUnit.SECONDS);
			assertThat(cluster.claim(cluster.second, cluster.secondNode)).containsExactly(instance.id());
			assertThat(cluster.inbox(instance)).containsExactly("a");
		}
	}

	@Test
	void aMessageThatWaitsForTheEndOfItsReceiverIsRefused() throws Exception {
		try (var cluster = new PostgresCluster(PATIENT)) {
			NewInstance instance = cluster.startedByFirst();
			NewInstance other = cluster.startedByFirst();
			Pause commit = cluster.firstDataSource.pauseNextCommit();
			CompletableFuture<CommitResult> end = PostgresCluster
				.async(() -> cluster.firstCommitter.commit(cluster.firstNode,
						List.of(StoreFixture.finishing(instance.id(), 1), StoreFixture.changing(other.id(), 1))));
			commit.awaitReached();
			CompletableFuture<Void> sending = PostgresCluster
				.run(() -> PostgresCluster.send(cluster.second, instance, "a"));
			cluster.awaitBlocked();
			commit.end();
			end.get(10, TimeUnit.SECONDS);
			assertThat(sending).failsWithin(Duration.ofSeconds(10))
				.withThrowableThat()
				.havingRootCause()
				.isInstanceOf(InstanceFinishedException.class);
			assertThat(cluster.second.count("message")).isZero();
		}
	}

	/**
	 * Whenever a message arrives while an inbox is collected: it is in what was collected
	 * or the instance is due again.
	 */
	@ParameterizedTest
	@ValueSource(ints = { 1, 2, 3, 4 })
	void aMessageThatArrivesBeforeAnyStatementOfACollectionIsNotLost(int place) throws Exception {
		try (var cluster = new PostgresCluster(PATIENT)) {
			NewInstance instance = cluster.startedByFirst();
			PostgresCluster.send(cluster.second, instance, "first");
			AtomicReference<CompletableFuture<Void>> sending = before(cluster, place,
					() -> PostgresCluster.run(() -> PostgresCluster.send(cluster.second, instance, "second")));
			List<String> collected = new ArrayList<>(collect(cluster, instance));
			assertThat(sending.get()).isNotNull();
			sending.get().get(10, TimeUnit.SECONDS);
			if (!collected.contains("second")) {
				collected = collect(cluster, instance);
			}
			assertThat(collected).containsExactly("first", "second");
			assertThat(collect(cluster, instance)).isEmpty();
		}
	}

	/**
	 * Whenever a message arrives during a release, even one whose wake-up is taken at
	 * once: the release is refused or the instance is due.
	 */
	@ParameterizedTest
	@ValueSource(ints = { 1, 2, 3, 4 })
	void aMessageThatArrivesBeforeAnyStatementOfAReleaseIsNotStranded(int place) throws Exception {
		try (var cluster = new PostgresCluster(PATIENT)) {
			NewInstance instance = cluster.startedByFirst();
			AtomicReference<CompletableFuture<Void>> sending = before(cluster, place, () -> PostgresCluster.run(() -> {
				PostgresCluster.send(cluster.second, instance, "a");
				cluster.second.store.claims().collect(cluster.firstNode, 10, 10);
			}));
			CommitResult result = cluster.firstCommitter.commit(cluster.firstNode,
					List.of(InstanceCommit.release(new Release(instance.id(), null))));
			assertThat(sending.get()).isNotNull();
			sending.get().get(10, TimeUnit.SECONDS);
			assertThat(cluster.inbox(instance)).containsExactly("a");
			if (result.of(instance.id()) == Outcome.COMMITTED) {
				assertThat(cluster.claim(cluster.second, cluster.secondNode)).containsExactly(instance.id());
			}
		}
	}

	/**
	 * Whenever another node's message arrives while one is sent: the inbox takes as many
	 * as it may have.
	 */
	@ParameterizedTest
	@ValueSource(ints = { 1, 2 })
	void aLimitIsExactWhateverStatementOfASenderAnotherOneComesBefore(int place) throws Exception {
		try (var cluster = new PostgresCluster(PATIENT)) {
			NewInstance instance = cluster.startedByFirst();
			PostgresCluster.send(cluster.second, instance, "first");
			AtomicReference<CompletableFuture<Boolean>> other = before(cluster, place,
					() -> PostgresCluster.async(() -> isAccepted(cluster.second, instance, 2)));
			boolean accepted = isAccepted(cluster.first, instance, 2);
			assertThat(other.get().get(10, TimeUnit.SECONDS)).isNotEqualTo(accepted);
			assertThat(cluster.inbox(instance)).hasSize(2);
		}
	}

	/**
	 * Whenever a wake-up is taken while a message is sent: the message is in what was
	 * collected or the instance is due again.
	 */
	@ParameterizedTest
	@ValueSource(ints = { 1, 2 })
	void aMessageIsNotStrandedWhateverStatementOfItsSenderACollectionComesBefore(int place) throws Exception {
		try (var cluster = new PostgresCluster(PATIENT)) {
			NewInstance instance = cluster.startedByFirst();
			PostgresCluster.send(cluster.second, instance, "first");
			AtomicReference<CompletableFuture<Due<Map<Long, List<InboxMessage>>>>> collecting = before(cluster, place,
					() -> PostgresCluster
						.async(() -> cluster.second.store.claims().collect(cluster.firstNode, 10, 10)));
			PostgresCluster.send(cluster.first, instance, "second");
			collecting.get().get(10, TimeUnit.SECONDS);
			assertThat(collect(cluster, instance)).containsExactly("first", "second");
		}
	}

	/**
	 * Begin something before the statement of the first node that has this place, and let
	 * it end or be blocked.
	 */
	private static <T> AtomicReference<CompletableFuture<T>> before(PostgresCluster cluster, int place,
			Supplier<CompletableFuture<T>> action) {
		AtomicInteger statements = new AtomicInteger();
		AtomicReference<CompletableFuture<T>> begun = new AtomicReference<>();
		cluster.firstDataSource.beforeStatements((sql) -> {
			if (statements.incrementAndGet() == place) {
				begun.set(action.get());
				await().until(() -> begun.get().isDone() || cluster.isBlocked());
			}
		});
		return begun;
	}

	private static boolean isAccepted(StoreFixture sender, NewInstance receiver, int limit) {
		try {
			sender.store.instances()
				.send(StoreFixture.HUB, receiver.instanceId(), StoreFixture.event("more"), limit, null, (to) -> {
				});
			return true;
		}
		catch (TooManyEventsException ex) {
			return false;
		}
	}

	@Test
	void aCollectionPassesAReceiverThatIsLockedAndFindsItLater() {
		try (var cluster = new PostgresCluster(PATIENT)) {
			NewInstance instance = cluster.startedByFirst();
			PostgresCluster.send(cluster.second, instance, "a");
			cluster.application().executeWithoutResult((status) -> {
				cluster.jdbc().sql("select id from durable_instance for update").query(Long.class).single();
				assertThat(PostgresCluster.async(() -> cluster.first.store.claims().collect(cluster.firstNode, 10, 10))
					.join()).isEqualTo(new Due<>(Map.of(), true));
			});
			assertThat(collect(cluster, instance)).containsExactly("a");
		}
	}

	private static CompletableFuture<CommitResult> release(PostgresCluster cluster, NewInstance instance) {
		return PostgresCluster.async(() -> cluster.secondCommitter.commit(cluster.secondNode,
				List.of(InstanceCommit.release(new Release(instance.id(), null)))));
	}

	private static List<String> collect(PostgresCluster cluster, NewInstance instance) {
		return cluster.first.store.claims()
			.collect(cluster.firstNode, 10, 10)
			.taken()
			.getOrDefault(instance.id(), List.of())
			.stream()
			.map(InboxMessage::message)
			.map((message) -> message.name())
			.toList();
	}

}
