package dev.durable.store.jpa;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CyclicBarrier;

import dev.durable.RuntimeStatus;
import dev.durable.store.ActivityResult;
import dev.durable.store.ActivityStore;
import dev.durable.store.ClaimedActivity;
import dev.durable.store.CommitStore;
import dev.durable.store.HandedOverActivity;
import dev.durable.store.InboxMessage;
import dev.durable.store.InstanceChange;
import dev.durable.store.InstanceCommit;
import dev.durable.store.Message;
import dev.durable.store.MessageKind;
import dev.durable.store.NewInstance;
import dev.durable.store.NodeFencedException;
import dev.durable.store.Release;
import dev.durable.store.StoreException;
import dev.durable.store.TurnRow;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for {@link ActivityStore}.
 */
@ParameterizedClass
@EnumSource(TestDatabase.class)
class ActivityStoreIntegrationTests {

	private static final Set<String> CODE = Set.of("Charge", "Ship");

	@Parameter
	TestDatabase database;

	private StoreFixture fixture;

	private ActivityStore activities;

	private CommitStore committer;

	private long owner;

	private long executor;

	private NewInstance instance;

	@BeforeEach
	void setUp() {
		this.fixture = StoreFixture.shared(this.database);
		this.activities = this.fixture.store.activities();
		this.committer = this.fixture.store.openCommitter();
		this.owner = this.fixture.join();
		this.executor = this.fixture.join();
		this.instance = this.fixture.started(this.committer, this.owner);
	}

	@AfterEach
	void tearDown() {
		this.committer.close();
	}

	@Test
	void whatATurnHandsOverCanBeClaimedWithAllThatItNeeds() {
		HandedOverActivity activity = StoreFixture.activity(this.instance.id(), 1);
		handOver(activity);
		assertThat(claim(10)).singleElement().satisfies((claimed) -> {
			assertThat(claimed.activity()).isEqualTo(activity);
			assertThat(claimed.instanceId()).isEqualTo(this.instance.instanceId());
			assertThat(claimed.instanceCreatedAt()).isEqualTo(this.instance.createdAt());
		});
		assertThat(claim(10)).isEmpty();
	}

	@Test
	void nothingIsHandedOverByATurnThatFails() {
		this.committer.commit(this.owner, List.of(StoreFixture.plain(this.instance.id(), 1)));
		assertThatExceptionOfType(StoreException.class)
			.isThrownBy(() -> handOver(StoreFixture.activity(this.instance.id(), 1)));
		assertThat(claim(10)).isEmpty();
	}

	@Test
	void claimTakesWhatHasWaitedLongestAndNoMoreThanWanted() {
		handOver(StoreFixture.activity(this.instance.id(), 3), StoreFixture.activity(this.instance.id(), 1),
				StoreFixture.activity(this.instance.id(), 2));
		assertThat(claim(2)).extracting((claimed) -> claimed.activity().taskId()).containsExactly(1, 2);
		assertThat(claim(2)).extracting((claimed) -> claimed.activity().taskId()).containsExactly(3);
	}

	@Test
	void nextDueIsTheEarliestThatIsNotDueYetAndThatNobodyHasClaimed() {
		assertThat(this.activities.nextDue(StoreFixture.HUB, CODE)).isNull();
		Instant sooner = StoreFixture.now().plusSeconds(100);
		handOver(StoreFixture.activity(this.instance.id(), 0, 1, "Charge", sooner.plusSeconds(100)),
				StoreFixture.activity(this.instance.id(), 0, 2, "Charge", sooner),
				StoreFixture.activity(this.instance.id(), 0, 3, "Charge", StoreFixture.now().minusSeconds(1)));
		assertThat(this.activities.nextDue(StoreFixture.HUB, CODE)).isEqualTo(sooner);
		assertThat(this.activities.nextDue("other", CODE)).isNull();
		this.fixture.jdbc.sql("update durable_activity set owner_node = ? where task_id = 2")
			.param(this.executor)
			.update();
		assertThat(this.activities.nextDue(StoreFixture.HUB, CODE)).isEqualTo(sooner.plusSeconds(100));
	}

	@Test
	void claimLeavesWhatIsNotDueWithoutCodeOrOfAnotherHub() {
		handOver(StoreFixture.activity(this.instance.id(), 0, 1, "Charge", StoreFixture.now().plusSeconds(100)),
				StoreFixture.activity(this.instance.id(), 0, 2, "Unknown", StoreFixture.now()));
		assertThat(claim(10)).isEmpty();
		assertThat(this.activities.claim(this.executor, "other", Set.of("Unknown"), 10).taken()).isEmpty();
		assertThat(this.activities.claim(this.executor, StoreFixture.HUB, Set.of("Unknown"), 10).taken()).hasSize(1);
	}

	@Test
	void claimOfANodeThatIsGoneIsFenced() {
		handOver(StoreFixture.activity(this.instance.id(), 1));
		this.fixture.store.nodes().remove(this.executor);
		assertThatExceptionOfType(NodeFencedException.class).isThrownBy(() -> claim(10));
		assertThat(this.activities.claimed(this.executor)).isEmpty();
	}

	@Test
	void nodesThatClaimAtTheSameTimeNeverTakeTheSame() throws Exception {
		for (int turn = 1; turn <= 10; turn++) {
			HandedOverActivity[] some = new HandedOverActivity[10];
			for (int i = 0; i < some.length; i++) {
				some[i] = StoreFixture.activity(this.instance.id(), i);
			}
			this.committer.commit(this.owner, List.of(StoreFixture.handingOver(this.instance.id(), turn, some)));
		}
		int nodes = 4;
		CyclicBarrier together = new CyclicBarrier(nodes);
		List<CompletableFuture<List<Long>>> claims = new ArrayList<>();
		for (int i = 0; i < nodes; i++) {
			long node = this.fixture.join();
			claims.add(CompletableFuture.supplyAsync(() -> {
				List<Long> mine = new ArrayList<>();
				try {
					together.await();
				}
				catch (Exception ex) {
					throw new IllegalStateException(ex);
				}
				while (this.fixture.count("activity where owner_node is null") > 0) {
					this.activities.claim(node, StoreFixture.HUB, CODE, 7)
						.taken()
						.forEach((claimed) -> mine.add(claimed.id()));
				}
				return mine;
			}));
		}
		List<Long> all = new ArrayList<>();
		for (CompletableFuture<List<Long>> claim : claims) {
			all.addAll(claim.get());
		}
		assertThat(all).hasSize(100).doesNotHaveDuplicates();
	}

	@Test
	void aResultBecomesAMessageAndWakesTheInstance() {
		handOver(StoreFixture.activity(this.instance.id(), 1), StoreFixture.activity(this.instance.id(), 2));
		List<ClaimedActivity> claimed = claim(10);
		assertThat(this.activities.complete(this.executor,
				List.of(completed(claimed.get(0), "\"done\""), failed(claimed.get(1)))))
			.containsExactly(this.instance.id());
		assertThat(this.fixture.row(this.instance.instanceId()).wakeAt()).isNotNull();
		assertThat(inbox()).extracting(InboxMessage::message)
			.containsExactly(new Message(MessageKind.ACTIVITY_COMPLETED, "", 0, 1, 1, "\"done\""),
					new Message(MessageKind.ACTIVITY_FAILED, "", 0, 2, 1, "{}"));
		assertThat(this.fixture.count("activity")).isZero();
	}

	@Test
	void aResultCountsOnce() {
		handOver(StoreFixture.activity(this.instance.id(), 1));
		ActivityResult result = completed(claim(10).get(0), "1");
		assertThat(this.activities.complete(this.executor, List.of(result))).isNotEmpty();
		assertThat(this.activities.complete(this.executor, List.of(result))).isEmpty();
		assertThat(inbox()).hasSize(1);
	}

	@Test
	void aResultTwiceInOneGroupCountsOnce() {
		handOver(StoreFixture.activity(this.instance.id(), 1));
		ActivityResult result = completed(claim(10).get(0), "1");
		assertThat(this.activities.complete(this.executor, List.of(result, result))).isNotEmpty();
		assertThat(inbox()).hasSize(1);
	}

	@Test
	void aResultOfAClaimThatWasTakenOverIsDropped() {
		handOver(StoreFixture.activity(this.instance.id(), 1), StoreFixture.activity(this.instance.id(), 2));
		List<ClaimedActivity> claimed = claim(10);
		this.activities.giveBack(this.executor, List.of(claimed.get(0).id()));
		long other = this.fixture.join();
		ClaimedActivity again = this.activities.claim(other, StoreFixture.HUB, CODE, 10).taken().get(0);
		assertThat(again.id()).isEqualTo(claimed.get(0).id());
		this.activities.complete(this.executor,
				List.of(completed(claimed.get(0), "1"), completed(claimed.get(1), "2")));
		assertThat(inbox()).extracting((message) -> message.message().payload()).containsExactly("2");
		this.activities.complete(other, List.of(completed(again, "3")));
		assertThat(inbox()).extracting((message) -> message.message().payload()).containsExactly("2", "3");
	}

	@Test
	void aResultOfANodeThatIsGoneIsFenced() {
		handOver(StoreFixture.activity(this.instance.id(), 1));
		ActivityResult result = completed(claim(10).get(0), "1");
		this.fixture.store.nodes().remove(this.executor);
		assertThatExceptionOfType(NodeFencedException.class)
			.isThrownBy(() -> this.activities.complete(this.executor, List.of(result)));
		assertThat(inbox()).isEmpty();
	}

	@Test
	void aResultReachesAnInstanceThatNobodyOwns() {
		handOver(StoreFixture.activity(this.instance.id(), 1));
		ActivityResult result = completed(claim(10).get(0), "1");
		this.committer.commit(this.owner, List.of(InstanceCommit.release(new Release(this.instance.id(), null))));
		assertThat(this.activities.complete(this.executor, List.of(result))).containsExactly(this.instance.id());
		assertThat(
				this.fixture.store.claims().claim(this.owner, StoreFixture.HUB, Set.of(StoreFixture.CODE), 10).taken())
			.containsExactly(this.instance.id());
	}

	@Test
	void theEndOfAnInstanceWithdrawsItsActivitiesAndDropsResults() {
		handOver(StoreFixture.activity(this.instance.id(), 1), StoreFixture.activity(this.instance.id(), 2));
		ActivityResult result = completed(claim(1).get(0), "1");
		this.committer.commit(this.owner, List.of(StoreFixture.finishing(this.instance.id(), 2)));
		assertThat(this.fixture.count("activity")).isZero();
		assertThat(this.activities.complete(this.executor, List.of(result))).isEmpty();
		assertThat(this.fixture.count("message")).isZero();
	}

	@Test
	void activitiesOfAnEarlierGenerationAreNotClaimedTheirResultsAreDroppedAndTheirRowsPurged() {
		handOver(StoreFixture.activity(this.instance.id(), 1), StoreFixture.activity(this.instance.id(), 2),
				StoreFixture.activity(this.instance.id(), 3));
		List<ClaimedActivity> running = claim(2);
		TurnRow last = StoreFixture.turn(this.instance.id(), 2);
		TurnRow next = new TurnRow(this.instance.id(), 1, 0, StoreFixture.now(), "[\"again\"]");
		this.committer.commit(this.owner, List.of(InstanceCommit.turn(this.instance.id(), List.of(last, next),
				new InstanceChange(RuntimeStatus.RUNNING, 1, null, next.recordedAt()), List.of(), List.of(), List.of(),
				List.of(StoreFixture.activity(this.instance.id(), 1, 1, "Ship", StoreFixture.now())))));
		assertThat(claim(10)).extracting((claimed) -> claimed.activity().name()).containsExactly("Ship");
		assertThat(this.activities.complete(this.executor, List.of(completed(running.get(0), "1")))).isEmpty();
		assertThat(inbox()).isEmpty();
		this.fixture.store.instances().purgeGenerationsBefore(this.instance.id(), 1);
		assertThat(this.fixture.count("activity")).isEqualTo(1);
		assertThat(this.activities.complete(this.executor, List.of(completed(running.get(1), "1")))).isEmpty();
	}

	@Test
	void whatIsGivenBackCanBeClaimedByOthers() {
		handOver(StoreFixture.activity(this.instance.id(), 1), StoreFixture.activity(this.instance.id(), 2));
		List<Long> claimed = claim(10).stream().map(ClaimedActivity::id).toList();
		assertThat(this.activities.claimed(this.executor)).containsExactlyInAnyOrderElementsOf(claimed);
		this.activities.giveBack(this.owner, claimed);
		assertThat(this.activities.claimed(this.executor)).hasSize(2);
		this.activities.giveBack(this.executor, claimed.subList(0, 1));
		assertThat(this.activities.claimed(this.executor)).containsExactly(claimed.get(1));
		assertThat(claim(10)).extracting(ClaimedActivity::id).containsExactly(claimed.get(0));
	}

	@Test
	void aTakeoverFreesWhatTheNodeHadClaimed() {
		handOver(StoreFixture.activity(this.instance.id(), 1), StoreFixture.activity(this.instance.id(), 2),
				StoreFixture.activity(this.instance.id(), 3));
		claim(3);
		this.fixture.store.nodes().remove(this.executor);
		assertThat(this.fixture.store.nodes().ownersWithoutRow()).containsExactly(this.executor);
		assertThat(this.fixture.store.nodes().ownsAny(this.executor)).isTrue();
		assertThat(this.fixture.store.nodes().clearOwner(this.executor, 2)).isEqualTo(2);
		assertThat(this.fixture.store.nodes().clearOwner(this.executor, 2)).isEqualTo(1);
		assertThat(this.fixture.store.nodes().clearOwner(this.executor, 2)).isZero();
		assertThat(this.fixture.store.nodes().ownsAny(this.executor)).isFalse();
		assertThat(this.activities.claim(this.owner, StoreFixture.HUB, CODE, 10).taken()).hasSize(3);
	}

	private void handOver(HandedOverActivity... some) {
		this.committer.commit(this.owner, List.of(StoreFixture.handingOver(this.instance.id(), 1, some)));
	}

	private List<ClaimedActivity> claim(int limit) {
		return this.activities.claim(this.executor, StoreFixture.HUB, CODE, limit).taken();
	}

	private List<InboxMessage> inbox() {
		return this.fixture.store.claims()
			.inbox(List.of(this.instance.id()), 100)
			.getOrDefault(this.instance.id(), List.of());
	}

	private static ActivityResult completed(ClaimedActivity claimed, String json) {
		return result(claimed, MessageKind.ACTIVITY_COMPLETED, json);
	}

	private static ActivityResult failed(ClaimedActivity claimed) {
		return result(claimed, MessageKind.ACTIVITY_FAILED, "{}");
	}

	private static ActivityResult result(ClaimedActivity claimed, MessageKind kind, String payload) {
		HandedOverActivity activity = claimed.activity();
		return new ActivityResult(claimed.id(), activity.instance(),
				new Message(kind, "", activity.generation(), activity.taskId(), activity.attempt(), payload));
	}

}
