package dev.durable.store.jpa;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.LongStream;

import dev.durable.RuntimeStatus;
import dev.durable.TraceContext;
import dev.durable.store.ClaimStore;
import dev.durable.store.CommitStore;
import dev.durable.store.Due;
import dev.durable.store.InboxMessage;
import dev.durable.store.InstanceChange;
import dev.durable.store.InstanceCommit;
import dev.durable.store.LoadedInstance;
import dev.durable.store.Message;
import dev.durable.store.MessageKind;
import dev.durable.store.NewInstance;
import dev.durable.store.NodeFencedException;
import dev.durable.store.OrchestratorName;
import dev.durable.store.Release;
import dev.durable.store.TurnRow;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for {@link ClaimStore}.
 */
@ParameterizedClass
@EnumSource(TestDatabase.class)
class ClaimStoreIntegrationTests {

	private static final Set<OrchestratorName> CODE = Set.of(StoreFixture.CODE);

	@Parameter
	TestDatabase database;

	private StoreFixture fixture;

	private ClaimStore claims;

	private CommitStore committer;

	private long node;

	@BeforeEach
	void setUp() {
		this.fixture = StoreFixture.shared(this.database);
		this.claims = this.fixture.store.claims();
		this.committer = this.fixture.store.openCommitter();
		this.node = this.fixture.join();
	}

	@AfterEach
	void tearDown() {
		this.committer.close();
	}

	@Test
	void claimTakesWhatHasWaitedLongestAndClearsItsWakeUp() {
		NewInstance second = inserted(StoreFixture.now().minusSeconds(20), null);
		NewInstance third = inserted(StoreFixture.now().minusSeconds(10), null);
		NewInstance first = inserted(StoreFixture.now().minusSeconds(30), null);
		assertThat(claim(2)).containsExactly(first.id(), second.id());
		assertThat(this.fixture.row(first.instanceId())).satisfies((row) -> {
			assertThat(row.ownerNode()).isEqualTo(this.node);
			assertThat(row.status()).isEqualTo(RuntimeStatus.RUNNING);
			assertThat(row.wakeAt()).isNull();
		});
		assertThat(claim(2)).containsExactly(third.id());
		assertThat(claim(2)).isEmpty();
		assertThat(this.claims.owned(this.node)).containsExactlyInAnyOrder(first.id(), second.id(), third.id());
	}

	@Test
	void claimLeavesWhatIsOwnedNotDueOrOfAnotherHub() {
		this.fixture.started(this.committer, this.fixture.join());
		inserted(StoreFixture.now().plusSeconds(100), null);
		inserted(StoreFixture.now(), StoreFixture.now().plusSeconds(100));
		assertThat(claim(10)).isEmpty();
		inserted(StoreFixture.now().minusSeconds(10), null);
		assertThat(this.claims.claim(this.node, "other", CODE, 10).taken()).isEmpty();
	}

	@Test
	void claimWithoutCodeTakesOnlyWhatNeedsNoCode() {
		NewInstance instance = inserted(StoreFixture.now().minusSeconds(10), null);
		assertThat(this.claims.claim(this.node, StoreFixture.HUB, Set.of(), 10).taken()).isEmpty();
		send(instance, StoreFixture.event("a"));
		assertThat(this.claims.claim(this.node, StoreFixture.HUB, Set.of(), 10).taken()).isEmpty();
		send(instance, new Message(MessageKind.TERMINATE, "", 0, 0, "enough"));
		assertThat(this.claims.claim(this.node, StoreFixture.HUB, Set.of(), 10).taken()).containsExactly(instance.id());
	}

	@Test
	void claimMergesAllTheCodeOfANodeInOrder() {
		OrchestratorName second = new OrchestratorName("Order", "2");
		OrchestratorName other = new OrchestratorName("Refund", "1");
		NewInstance third = inserted(other, StoreFixture.now().minusSeconds(10), null);
		NewInstance first = inserted(second, StoreFixture.now().minusSeconds(30), null);
		NewInstance fourth = inserted(StoreFixture.now().minusSeconds(5), null);
		inserted(new OrchestratorName("Refund", "2"), StoreFixture.now().minusSeconds(40), null);
		NewInstance later = inserted(other, StoreFixture.now().plusSeconds(100), null);
		inserted(second, StoreFixture.now().plusSeconds(200), null);
		inserted(new OrchestratorName("Refund", "2"), StoreFixture.now().plusSeconds(50), null);
		Set<OrchestratorName> code = Set.of(StoreFixture.CODE, second, other, new OrchestratorName("Idle", "1"));
		assertThat(this.claims.nextWakeUp(StoreFixture.HUB, code)).isEqualTo(later.createdAt());
		assertThat(this.claims.claim(this.node, StoreFixture.HUB, code, 2).taken()).containsExactly(first.id(),
				third.id());
		assertThat(this.claims.claim(this.node, StoreFixture.HUB, code, 10).taken()).containsExactly(fourth.id());
	}

	@Test
	void anInstanceThatIsFoundTwiceIsTakenOnce() {
		NewInstance instance = inserted(StoreFixture.now().minusSeconds(10), null);
		send(instance, new Message(MessageKind.SUSPEND, "", 0, 0, "wait"));
		send(instance, new Message(MessageKind.RESUME, "", 0, 0, "go on"));
		Due<List<Long>> due = this.claims.claim(this.node, StoreFixture.HUB, CODE, 10);
		assertThat(due.taken()).containsExactly(instance.id());
		assertThat(due.skipped()).isFalse();
	}

	@ParameterizedTest
	@EnumSource(MessageKind.class)
	void claimWithoutCodeGoesByTheKindOfMessage(MessageKind kind) {
		NewInstance instance = inserted(StoreFixture.now().minusSeconds(10), null);
		send(instance, new Message(kind, "", 0, 0, "1"));
		boolean needsNoCode = switch (kind) {
			case TERMINATE, TERMINATE_TREE, SUSPEND, RESUME -> true;
			default -> false;
		};
		assertThat(this.claims.claim(this.node, StoreFixture.HUB, Set.of(), 10).taken()).hasSize(needsNoCode ? 1 : 0);
		assertThat(this.claims.claim(this.node, "other", Set.of(), 10).taken()).isEmpty();
	}

	@Test
	void anInstanceThatIsClaimedBeforeItsStartTimeStaysPending() {
		NewInstance instance = inserted(StoreFixture.now().minusSeconds(10), StoreFixture.now().plusSeconds(100));
		assertThat(claim(10)).isEmpty();
		send(instance, StoreFixture.event("a"));
		assertThat(claim(10)).containsExactly(instance.id());
		assertThat(this.fixture.row(instance.instanceId()).status()).isEqualTo(RuntimeStatus.PENDING);
	}

	@Test
	void claimOfANodeThatIsGoneIsFenced() {
		inserted(StoreFixture.now().minusSeconds(10), null);
		this.fixture.store.nodes().remove(this.node);
		assertThatExceptionOfType(NodeFencedException.class).isThrownBy(() -> claim(10));
		assertThat(this.claims.owned(this.node)).isEmpty();
	}

	@Test
	void loadReturnsRowHistoryOfTheCurrentGenerationAndInbox() {
		NewInstance instance = this.fixture.started(this.committer, this.node);
		TurnRow last = StoreFixture.turn(instance.id(), 1);
		TurnRow next = new TurnRow(instance.id(), 1, 0, StoreFixture.now(), "[\"again\"]");
		this.committer.commit(this.node,
				List.of(InstanceCommit.turn(instance.id(), List.of(last, next),
						new InstanceChange(RuntimeStatus.RUNNING, 1, null, next.recordedAt()), List.of(), List.of(),
						List.of())));
		send(instance, StoreFixture.event("a"));
		send(instance, StoreFixture.event("b"));
		NewInstance foreign = this.fixture.started(this.committer, this.fixture.join());
		List<LoadedInstance> loaded = this.claims.load(this.node, List.of(instance.id(), foreign.id()), 1);
		assertThat(loaded).singleElement().satisfies((found) -> {
			assertThat(found.row()).isEqualTo(this.fixture.row(instance.instanceId()));
			assertThat(found.turns()).containsExactly(next);
			assertThat(found.inbox()).extracting((message) -> message.message().name()).containsExactly("a");
		});
	}

	@Test
	void rowKeepsWhatTheInstanceWasStartedWith() {
		TraceContext trace = new TraceContext("00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01", "a=b");
		Instant createdAt = StoreFixture.now().minusSeconds(5);
		NewInstance start = new NewInstance(this.fixture.store.newInstanceId(), StoreFixture.HUB, "tagged", "Order",
				"1", false, createdAt, createdAt.plusSeconds(1), null, trace, Map.of("customer", "42 \"ä\""), "[]");
		this.fixture.store.instances().insert(start, () -> {
		});
		assertThat(this.fixture.row("tagged")).satisfies((row) -> {
			assertThat(row.trace()).isEqualTo(trace);
			assertThat(row.tags()).isEqualTo(start.tags());
			assertThat(row.startAt()).isEqualTo(start.startAt());
			assertThat(row.wakeAt()).isEqualTo(start.startAt());
			assertThat(row.status()).isEqualTo(RuntimeStatus.PENDING);
			assertThat(row.version()).isEqualTo("1");
		});
	}

	@Test
	void collectClearsWakeUpsAndReadsInboxesInOrder() {
		NewInstance addressed = this.fixture.started(this.committer, this.node);
		NewInstance quiet = this.fixture.started(this.committer, this.node);
		for (int i = 0; i < 5; i++) {
			send(addressed, StoreFixture.event("e" + i));
		}
		this.fixture.jdbc.sql("update durable_instance set wake_at = current_timestamp where id = ?")
			.param(quiet.id())
			.update();
		Map<Long, List<InboxMessage>> collected = this.claims.collect(this.node, 10, 3).taken();
		assertThat(collected).containsOnlyKeys(addressed.id(), quiet.id());
		assertThat(collected.get(quiet.id())).isEmpty();
		assertThat(collected.get(addressed.id())).extracting((message) -> message.message().name())
			.containsExactly("e0", "e1", "e2");
		assertThat(this.claims.collect(this.node, 10, 3).taken()).isEmpty();
		assertThat(this.claims.inbox(List.of(addressed.id()), 10).get(addressed.id())).hasSize(5);
	}

	@Test
	void collectLeavesInstancesOfOthersAlone() {
		NewInstance foreign = this.fixture.started(this.committer, this.fixture.join());
		send(foreign, StoreFixture.event("a"));
		assertThat(this.claims.collect(this.node, 10, 10).taken()).isEmpty();
		assertThat(this.fixture.row(foreign.instanceId()).wakeAt()).isNotNull();
	}

	@Test
	void lastTurnsNamesTheCurrentGeneration() {
		NewInstance instance = this.fixture.started(this.committer, this.node);
		this.committer.commit(this.node, List.of(StoreFixture.plain(instance.id(), 1)));
		this.committer.commit(this.node, List.of(StoreFixture.plain(instance.id(), 2)));
		assertThat(this.claims.lastTurns(List.of(instance.id(), Long.MAX_VALUE))).isEqualTo(Map.of(instance.id(), 2L));
	}

	@Test
	void manyInstancesAreLoadedAndLookedUpAtOnce() {
		NewInstance instance = this.fixture.started(this.committer, this.node);
		List<Long> many = LongStream.rangeClosed(0, 70_000).map((i) -> instance.id() + i).boxed().toList();
		assertThat(this.claims.lastTurns(many)).isEqualTo(Map.of(instance.id(), 0L));
		assertThat(this.claims.load(this.node, many, 10)).hasSize(1);
		assertThat(this.claims.inbox(many, 10)).isEmpty();
	}

	@Test
	void nextWakeUpIsTheEarliestOfUnownedInstancesThatAreNotDueYet() {
		assertThat(this.claims.nextWakeUp(StoreFixture.HUB, CODE)).isNull();
		NewInstance instance = this.fixture.started(this.committer, this.node);
		NewInstance later = inserted(StoreFixture.now().plusSeconds(200), null);
		inserted(StoreFixture.now().minusSeconds(1), null);
		assertThat(this.claims.nextWakeUp(StoreFixture.HUB, CODE)).isEqualTo(later.createdAt());
		Instant wakeAt = StoreFixture.now().plusSeconds(100);
		this.committer.commit(this.node, List.of(InstanceCommit.release(new Release(instance.id(), wakeAt))));
		assertThat(this.claims.nextWakeUp(StoreFixture.HUB, CODE)).isEqualTo(wakeAt);
		assertThat(this.claims.nextWakeUp("other", CODE)).isNull();
	}

	private List<Long> claim(int limit) {
		return this.claims.claim(this.node, StoreFixture.HUB, CODE, limit).taken();
	}

	private NewInstance inserted(Instant createdAt, Instant startAt) {
		return inserted(StoreFixture.CODE, createdAt, startAt);
	}

	private NewInstance inserted(OrchestratorName code, Instant createdAt, Instant startAt) {
		NewInstance start = new NewInstance(this.fixture.store.newInstanceId(), StoreFixture.HUB,
				StoreFixture.uniqueId(), code.name(), code.version(), false, createdAt, startAt, null,
				TraceContext.NONE, Map.of(), "[]");
		this.fixture.store.instances().insert(start, () -> {
		});
		return start;
	}

	private void send(NewInstance instance, Message message) {
		this.fixture.store.instances().send(StoreFixture.HUB, instance.instanceId(), message, 100, null, (receiver) -> {
		});
	}

}
