package dev.durable.engine;

import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.BooleanSupplier;
import java.util.stream.Collectors;
import java.util.stream.LongStream;

import dev.durable.TraceContext;
import dev.durable.store.ClaimStore;
import dev.durable.store.CommitResult;
import dev.durable.store.InstanceCommit;
import dev.durable.store.NewInstance;
import dev.durable.store.StoreException;
import dev.durable.store.StoreException.Kind;
import dev.durable.store.TurnRow;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.ArgumentMatchers.anyCollection;
import static org.mockito.ArgumentMatchers.anyLong;
import static org.mockito.BDDMockito.given;
import static org.mockito.BDDMockito.then;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.never;

/**
 * Tests for {@link TurnCommitter} and its second lane, on virtual time.
 */
class TurnCommitterTests {

	private static final long NODE = 1;

	private final SimulatedWorld world = new SimulatedWorld(5);

	private final LockableCommits.Locks locks = new LockableCommits.Locks();

	private final LockableCommits lane = new LockableCommits(this.locks);

	private final LockableCommits secondLane = new LockableCommits(this.locks);

	private final Map<Long, Long> recorded = new HashMap<>();

	private final Set<Long> owned = new HashSet<>(ids(1, 200));

	private final Map<Long, TestCommit> commits = new HashMap<>();

	private final SimulatedThreads threads = new SimulatedThreads(this.world);

	private final InstanceCache cache = new InstanceCache(10);

	private final TurnCommitter committer = committer();

	private TurnCommitter committer() {
		CurrentNode node = new CurrentNode();
		node.joined(NODE, 0);
		ClaimStore claims = mock();
		given(claims.lastTurns(anyCollection())).willReturn(this.recorded);
		given(claims.owned(NODE)).willReturn(this.owned);
		return new TurnCommitter(this.threads, node, this.lane, () -> this.secondLane,
				new UnknownOutcome(claims, this.cache), (id) -> {
				});
	}

	@BeforeEach
	void nothingWasRecordedYet() {
		ids(1, 200).forEach((id) -> this.recorded.put(id, 0L));
	}

	@AfterEach
	void nothingUnexpectedHappened() {
		assertThat(this.world.violations()).isEmpty();
	}

	@Test
	void aThreadThatWouldOnlyWaitCommitsItself() {
		this.threads.letCommit();
		submitHere(1);
		assertThat(areCommitted(ids(1, 1))).isTrue();
		assertThat(this.committer.isIdle()).isTrue();
	}

	@Test
	void aThreadThatCommitsItselfTakesWhatWaitsAndLeavesTheRestToTheLane() {
		this.threads.letCommit();
		TestCommit first = TestCommit.turn(1);
		first.whenCommitted = () -> {
			submit(ids(2, 3));
			submitHere(4);
		};
		this.commits.put(1L, first);
		this.committer.submitHere(first);
		assertThat(areCommitted(ids(1, 1))).isTrue();
		assertThat(areCommitted(ids(2, 2))).isFalse();
		runUntil(() -> areCommitted(ids(2, 4)));
		assertThat(this.lane.groups()).containsExactly(ids(1, 1), ids(2, 4));
		runUntil(this.committer::isIdle);
	}

	@Test
	void whatAThreadThatCommitsItselfFindsHeldGoesToTheSecondLane() {
		this.threads.letCommit();
		this.locks.hold(ids(1, 1));
		submitHere(1);
		submitHere(2);
		runUntil(() -> areCommitted(ids(2, 2)));
		assertThat(areCommitted(ids(1, 1))).isFalse();
		this.locks.release(ids(1, 1));
		runUntil(() -> areCommitted(ids(1, 1)));
	}

	@Test
	void whatThereWasNoMemoryToLookAfterIsCommittedAllTheSame() {
		this.locks.holdUnseen(1);
		submit(ids(1, 3));
		this.lane.refuseLooks(1);
		runUntil(() -> this.lane.timeouts() > 0);
		this.locks.release(ids(1, 1));
		runUntil(() -> areCommitted(ids(1, 3)));
		assertThat(areCommitted(ids(1, 3))).isTrue();
	}

	@Test
	void theNextGroupIsWrittenBeforeThoseOfALargeOneAreTold() {
		this.threads.letTellLater(Duration.ofSeconds(1));
		submit(ids(1, 2));
		runUntil(() -> !this.lane.groups().isEmpty());
		submit(ids(3, 3));
		runUntil(() -> this.lane.groups().size() == 2);
		assertThat(this.lane.groups()).containsExactly(ids(1, 2), ids(3, 3));
		assertThat(this.commits.get(1L).outcome).isNull();
		assertThat(this.committer.isIdle()).isFalse();
		runUntil(this.committer::isIdle);
		assertThat(areCommitted(ids(1, 3))).isTrue();
	}

	@Test
	void outcomesAreFoundOutOnlyWhenAllHaveBeenToldOfTheirs() {
		this.threads.letTellLater(Duration.ofSeconds(1));
		submit(ids(1, 2));
		runUntil(() -> !this.lane.groups().isEmpty());
		this.lane.beforeCommit((group) -> {
			this.recorded.put(3L, 1L);
			throw new StoreException(Kind.UNKNOWN, "answer lost", null);
		});
		submit(ids(3, 3));
		runUntil(() -> this.commits.get(3L).outcome != null);
		assertThat(this.commits.get(3L).outcome).isEqualTo("unseen");
		assertThat(areCommitted(ids(1, 2))).isTrue();
	}

	@Test
	void anOutcomeThatBecomesUnknownWhileOthersAreFoundOutIsFoundOutToo() {
		TestCommit late = TestCommit.turn(2);
		this.lane.beforeCommit((group) -> {
			this.recorded.put(1L, 1L);
			throw new StoreException(Kind.UNKNOWN, "answer lost", null);
		});
		this.lane.duringVerification(() -> {
			this.lane.duringVerification(() -> {
			});
			this.committer.settle(late);
		});
		submit(ids(1, 1));
		runUntil(() -> this.commits.get(1L).outcome != null);
		this.recorded.put(2L, 1L);
		runUntil(() -> late.outcome != null);
		assertThat(this.commits.get(1L).outcome).isEqualTo("unseen");
		assertThat(late.outcome).isEqualTo("unseen");
		runUntil(this.committer::isIdle);
	}

	@Test
	void whatTheSecondLaneHasWrittenIsFoundOutAfterAnError() {
		this.locks.holdUnseen(1);
		submit(ids(1, 1));
		runUntil(() -> this.committer.blocked() > 0);
		this.secondLane.beforeCommit((group) -> {
			this.recorded.put(1L, 1L);
			throw new OutOfMemoryError("for a test");
		});
		this.locks.release(ids(1, 1));
		runUntil(() -> this.commits.get(1L).outcome != null);
		assertThat(this.commits.get(1L).outcome).isEqualTo("unseen");
	}

	/**
	 * The database does not answer while the engine stops. The lanes have ended.
	 */
	@Test
	void whoCommitsWhileTheEngineStopsIsTold() {
		this.threads.letCommit();
		this.lane.beforeCommit((group) -> {
			this.threads.shutdown();
			this.committer.close();
			throw new StoreException(Kind.UNKNOWN, "connection lost", null);
		});
		submitHere(1);
		assertThat(this.commits.get(1L).outcome).isEqualTo("UNKNOWN");
	}

	@Test
	void aConnectionThatIsInUseIsNotClosedButAbandoned() {
		this.threads.letCommit();
		this.lane.beforeCommit((group) -> {
			this.threads.shutdown();
			CompletableFuture.runAsync(this::closeWithoutPatience).join();
		});
		submitHere(1);
		assertThat(this.lane.isAbandoned()).isTrue();
	}

	private void assertUnknownAndNotWritten(TestCommit commit) {
		submit(commit);
		runUntil(() -> commit.outcome != null);
		assertThat(commit.outcome).isEqualTo("UNKNOWN");
		assertThat(this.lane.groups()).isEmpty();
	}

	private void closeWithoutPatience() {
		Thread.currentThread().interrupt();
		this.committer.close();
		Thread.interrupted();
	}

	/**
	 * The store may be ahead of that one's memory, which does not mean that it has lost
	 * anything.
	 */
	@Test
	void whatTheNextVerificationSettlesIsNotJudgedByThisOne() {
		LiveInstance instance = mock();
		given(instance.id()).willReturn(2L);
		given(instance.instanceId()).willReturn("two");
		this.cache.put(instance);
		anOutcomeThatBecomesUnknownWhileOthersAreFoundOutIsFoundOutToo();
		then(instance).should(never()).verify(anyLong());
		then(instance).should(never()).drop();
	}

	@Test
	void whoIsNotToldIsNoticed() {
		this.threads.letTellLater(Duration.ofMinutes(1));
		submit(ids(1, 2));
		this.world.runUntil(() -> false, Duration.ofSeconds(30));
		assertThat(this.committer.stalledNanos()).isGreaterThan(Duration.ofSeconds(29).toNanos());
	}

	@Test
	void whatIsCommittedWhileTheLanesEndIsToldAtOnce() {
		this.threads.letTellLater(Duration.ofSeconds(1));
		this.lane.beforeCommit((group) -> this.committer.close());
		submit(ids(1, 2));
		runUntil(() -> this.commits.get(1L).outcome != null);
		this.threads.kill();
		assertThat(areCommitted(ids(1, 2))).isTrue();
	}

	@Test
	void whatIsSeenToBeHeldIsSetAsideAfterOneTimeout() {
		this.locks.hold(ids(1, 40));
		submit(ids(1, 100));
		runUntil(() -> areCommitted(ids(41, 100)));
		assertThat(this.lane.timeouts()).isOne();
		assertThat(this.lane.groups()).containsExactly(ids(41, 100));
		assertThat(this.commits.get(40L).outcome).isNull();
	}

	@Test
	void whatIsHeldIsNotWaitedForAgainWhileTheSecondLaneHasSomething() {
		this.locks.hold(ids(1, 40));
		submit(ids(1, 1));
		this.world.runUntil(() -> false, Duration.ofSeconds(1));
		for (long id = 2; id <= 40; id++) {
			submit(ids(id, id));
			submit(ids(id + 100, id + 100));
			this.world.runUntil(() -> false, Duration.ofMillis(500));
		}
		assertThat(areCommitted(ids(102, 140))).isTrue();
		assertThat(this.lane.timeouts()).isOne();
		this.locks.release(ids(1, 40));
		runUntil(() -> areCommitted(ids(1, 40)));
		runUntil(this.committer::isIdle);
	}

	@Test
	void whatIsFreeAgainDoesNotWaitForWhatIsStillHeld() {
		this.locks.hold(ids(1, 100));
		submit(ids(1, 100));
		this.world.runUntil(() -> false, Duration.ofSeconds(1));
		this.locks.release(ids(2, 100));
		int before = this.secondLane.timeouts();
		runUntil(() -> areCommitted(ids(2, 100)));
		assertThat(this.secondLane.timeouts() - before).isLessThanOrEqualTo(1);
		assertThat(this.lane.groups()).containsExactly(ids(2, 100));
		assertThat(this.committer.isIdle()).isFalse();
	}

	@Test
	void aLockThatIsNotSeenIsFoundByMakingGroupsSmaller() {
		this.locks.holdUnseen(7);
		submit(ids(1, 128));
		runUntil(() -> areCommitted(ids(1, 6)) && areCommitted(ids(8, 128)));
		int timeouts = this.lane.timeouts();
		assertThat(timeouts).isLessThanOrEqualTo(14);
		assertThat(this.commits.get(7L).outcome).isNull();
		this.world.runUntil(() -> false, Duration.ofSeconds(5));
		assertThat(this.lane.timeouts()).isEqualTo(timeouts);
		this.locks.release(ids(7, 7));
		runUntil(() -> areCommitted(ids(7, 7)));
	}

	@Test
	void oneThatIsHeldUnseenHoldsUpNoOther() {
		ids(1, 4).forEach(this.locks::holdUnseen);
		submit(ids(1, 8));
		runUntil(() -> areCommitted(ids(5, 8)));
		this.world.runUntil(() -> false, Duration.ofSeconds(5));
		this.locks.release(ids(2, 4));
		int before = this.secondLane.timeouts();
		runUntil(() -> areCommitted(ids(2, 4)));
		assertThat(this.secondLane.timeouts() - before).isLessThanOrEqualTo(2);
	}

	@Test
	void aRowThatOthersTakeInTurnsIsGotByWaiting() {
		this.locks.hold(ids(1, 3));
		this.locks.holdInTurns(4);
		submit(ids(1, 4));
		runUntil(() -> areCommitted(ids(4, 4)));
		assertThat(this.secondLane.groups()).containsExactly(ids(4, 4));
	}

	@Test
	void patienceIsRare() {
		this.locks.hold(ids(1, 40));
		submit(ids(1, 40));
		this.world.runUntil(() -> false, Duration.ofSeconds(20));
		assertThat(this.secondLane.timeouts()).isBetween(8, 11);
	}

	@Test
	void aStartThatIsHeldForLongIsGivenUp() {
		this.locks.hold(ids(1, 2));
		submit(ids(1, 1));
		submit(TestCommit.start(2));
		this.world.runUntil(() -> this.commits.get(2L).outcome != null, Duration.ofMinutes(1));
		assertThat(this.commits.get(2L).outcome).isEqualTo("RETRYABLE");
		assertThat(this.commits.get(1L).outcome).isNull();
	}

	@Test
	void theCulpritOfADefiniteFailureStandsAlone() {
		this.lane.beforeCommit((group) -> {
			if (group.stream().anyMatch((commit) -> commit.instance() == 5)) {
				throw new StoreException(Kind.DEFINITE, "bad", null);
			}
		});
		submit(ids(1, 100));
		runUntil(() -> areCommitted(ids(1, 4)) && areCommitted(ids(6, 100)));
		assertThat(this.commits.get(5L).outcome).isEqualTo("DEFINITE");
	}

	@ParameterizedTest
	@ValueSource(booleans = { false, true })
	void whatWasCommittedWithoutAnAnswerIsNotWrittenAgain(boolean start) {
		TestCommit commit = start ? TestCommit.start(300) : TestCommit.turn(3);
		this.lane.beforeCommit((group) -> {
			this.lane.groups().add(Set.of(commit.commit().instance()));
			this.recorded.put(commit.commit().instance(), start ? 0L : 1L);
			throw new StoreException(Kind.UNKNOWN, "answer lost", null);
		});
		submit(commit);
		runUntil(() -> commit.outcome != null);
		runUntil(this.committer::isIdle);
		assertThat(commit.outcome).isEqualTo(start ? "committed" : "unseen");
		assertThat(this.lane.groups()).containsExactly(Set.of(commit.commit().instance()));
	}

	@ParameterizedTest
	@ValueSource(booleans = { false, true })
	void whatWasNotCommittedIsWrittenAgainUnchanged(boolean start) {
		TestCommit commit = start ? TestCommit.start(300) : TestCommit.turn(3);
		this.lane.beforeCommit((group) -> {
			this.lane.beforeCommit((again) -> assertThat(again).isEqualTo(group));
			throw new StoreException(Kind.UNKNOWN, "rolled back", null);
		});
		submit(commit);
		runUntil(() -> commit.outcome != null);
		assertThat(commit.outcome).isEqualTo("committed");
		assertThat(this.lane.groups()).containsExactly(Set.of(commit.commit().instance()));
	}

	@Test
	void aTurnOfAnInstanceThatTheNodeDoesNotOwnAnyMoreIsNotWrittenAgain() {
		TestCommit commit = TestCommit.turn(3);
		this.lane.beforeCommit((group) -> {
			this.owned.remove(3L);
			throw new StoreException(Kind.UNKNOWN, "rolled back", null);
		});
		assertUnknownAndNotWritten(commit);
	}

	@Test
	void aTurnThatFollowsNothingIsNotWrittenAgain() {
		TestCommit commit = TestCommit.turn(3);
		this.lane.beforeCommit((group) -> {
			this.recorded.put(3L, 5L);
			throw new StoreException(Kind.UNKNOWN, "answer lost", null);
		});
		assertUnknownAndNotWritten(commit);
	}

	@Test
	void whatIsPartOfATransactionThatIsGoneIsNotWrittenAgain() {
		TestCommit commit = TestCommit.turn(3);
		commit.repeatable = false;
		this.lane.beforeCommit((group) -> {
			throw new StoreException(Kind.UNKNOWN, "rolled back", null);
		});
		assertUnknownAndNotWritten(commit);
	}

	@Test
	void onlyWhatThisMembershipOwnsAndHasInMemoryIsWritten() {
		TestCommit former = new TestCommit(TestCommit.turn(1).commit(), NODE - 1);
		TestCommit abandoned = TestCommit.turn(2);
		abandoned.abandoned = true;
		submit(former);
		submit(abandoned);
		submit(TestCommit.turn(3));
		runUntil(() -> areCommitted(Set.of(3L)));
		assertThat(this.lane.groups()).containsExactly(Set.of(3L));
		assertThat(former.outcome).isNotNull().isNotEqualTo("committed");
		assertThat(abandoned.outcome).isNotNull().isNotEqualTo("committed");
	}

	private void submit(Set<Long> ids) {
		ids.forEach((id) -> submit(TestCommit.turn(id)));
	}

	private void submit(TestCommit commit) {
		this.commits.put(commit.commit().instance(), commit);
		this.committer.submit(commit);
	}

	private void submitHere(long id) {
		TestCommit commit = TestCommit.turn(id);
		this.commits.put(id, commit);
		this.committer.submitHere(commit);
	}

	private boolean areCommitted(Set<Long> ids) {
		return ids.stream().allMatch((id) -> "committed".equals(this.commits.get(id).outcome));
	}

	private void runUntil(BooleanSupplier condition) {
		this.world.runUntil(condition, Duration.ofMinutes(1));
		assertThat(condition.getAsBoolean()).isTrue();
	}

	private static Set<Long> ids(long first, long last) {
		return LongStream.rangeClosed(first, last).boxed().collect(Collectors.toSet());
	}

	/**
	 * Remembers what became of it.
	 */
	private static final class TestCommit implements PendingCommit {

		private final InstanceCommit commit;

		private final Long owner;

		private boolean abandoned;

		private boolean repeatable = true;

		private String outcome;

		private Runnable whenCommitted = () -> {
		};

		private TestCommit(InstanceCommit commit, Long owner) {
			this.commit = commit;
			this.owner = owner;
		}

		static TestCommit turn(long instance) {
			TurnRow turn = new TurnRow(instance, 0, 1, Instant.EPOCH, "[]");
			return new TestCommit(InstanceCommit.turn(instance, List.of(turn), null, List.of(), List.of(), List.of()),
					NODE);
		}

		static TestCommit start(long instance) {
			return new TestCommit(InstanceCommit.start(new NewInstance(instance, "hub", "id", "Code", "", true,
					Instant.EPOCH, null, null, TraceContext.NONE, Map.of(), "[]")), null);
		}

		@Override
		public InstanceCommit commit() {
			return this.commit;
		}

		@Override
		public Long owner() {
			return this.owner;
		}

		@Override
		public boolean isAbandoned() {
			return this.abandoned;
		}

		@Override
		public boolean isRepeatable() {
			return this.repeatable;
		}

		@Override
		public void committed(CommitResult.Outcome outcome, CommitResult result, long node) {
			settle("committed");
			this.whenCommitted.run();
		}

		@Override
		public void committedUnseen(long node) {
			settle("unseen");
		}

		@Override
		public void failed(StoreException failure) {
			settle(failure.kind().name());
		}

		private void settle(String news) {
			assertThat(this.outcome).isNull();
			this.outcome = news;
		}

	}

}
