package dev.durable.store.jpa;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.AbstractMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

import dev.durable.RuntimeStatus;
import dev.durable.store.CommitResult;
import dev.durable.store.CommitResult.Outcome;
import dev.durable.store.CommitStore;
import dev.durable.store.InboxMessage;
import dev.durable.store.InstanceChange;
import dev.durable.store.InstanceCommit;
import dev.durable.store.InstanceRow;
import dev.durable.store.InstanceSummary;
import dev.durable.store.Message;
import dev.durable.store.MessageKind;
import dev.durable.store.NewInstance;
import dev.durable.store.NodeFencedException;
import dev.durable.store.OutgoingMessage;
import dev.durable.store.ParentLink;
import dev.durable.store.Release;
import dev.durable.store.StoreException;
import dev.durable.store.StoreException.Kind;
import dev.durable.store.TurnRow;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

/**
 * Tests for {@link CommitStore}.
 */
@ParameterizedClass
@EnumSource(TestDatabase.class)
class CommitStoreIntegrationTests {

	@Parameter
	TestDatabase database;

	private StoreFixture fixture;

	private CommitStore committer;

	private long node;

	@BeforeEach
	void setUp() {
		this.fixture = StoreFixture.shared(this.database);
		this.committer = this.fixture.store.openCommitter();
		this.node = this.fixture.join();
	}

	@AfterEach
	void tearDown() {
		this.committer.close();
	}

	@Test
	void startInsertsTheInstanceOwnedAndItsFirstTurn() {
		NewInstance start = this.fixture.instance("order-ä-1", true);
		assertThat(commit(InstanceCommit.start(start)).of(start.id())).isEqualTo(Outcome.COMMITTED);
		InstanceSummary summary = this.fixture.store.instances().find(StoreFixture.HUB, "order-ä-1").orElseThrow();
		InstanceRow row = summary.row();
		assertThat(row.id()).isEqualTo(start.id());
		assertThat(row.status()).isEqualTo(RuntimeStatus.RUNNING);
		assertThat(row.ownerNode()).isEqualTo(this.node);
		assertThat(row.wakeAt()).isNull();
		assertThat(row.createdAt()).isEqualTo(start.createdAt());
		assertThat(summary.firstEvents()).isEqualTo(start.events());
		assertThat(summary.lastUpdatedAt()).isEqualTo(start.createdAt());
		assertThat(summary.lastEvents()).isNull();
	}

	@Test
	void timesAreKeptToTheMicrosecondAloneAndInGroups() {
		Instant fine = Instant.parse("2026-11-30T07:08:09.123456789Z");
		Instant late = Instant.parse("2199-12-31T23:59:59.999999999Z");
		Instant never = Instant.parse("9999-12-31T23:59:59.999999999Z");
		List<NewInstance> starts = List.of(startedAt(fine, never), startedAt(late, never), startedAt(fine, fine));
		commit(InstanceCommit.start(starts.get(0)));
		commit(InstanceCommit.start(starts.get(1)), InstanceCommit.start(starts.get(2)));
		for (NewInstance start : starts) {
			InstanceRow row = this.fixture.row(start.instanceId());
			assertThat(row.createdAt()).isEqualTo(micros(start.createdAt()));
			assertThat(row.startAt()).isEqualTo(micros(start.startAt()));
			assertThat(row.wakeAt()).isEqualTo(row.startAt());
		}
		List<NewInstance> owned = List.of(this.fixture.started(this.committer, this.node),
				this.fixture.started(this.committer, this.node), this.fixture.started(this.committer, this.node));
		commit(endingAt(owned.get(0), late));
		commit(endingAt(owned.get(1), fine), endingAt(owned.get(2), late));
		assertThat(owned).extracting((each) -> this.fixture.row(each.instanceId()).completedAt())
			.containsExactly(micros(late), micros(fine), micros(late));
		assertThat(owned).extracting((each) -> history(each).get(1).recordedAt())
			.containsExactly(micros(late), micros(fine), micros(late));
	}

	private NewInstance startedAt(Instant createdAt, Instant startAt) {
		NewInstance some = this.fixture.instance(StoreFixture.uniqueId(), false);
		return new NewInstance(some.id(), some.taskHub(), some.instanceId(), some.name(), some.version(), false,
				createdAt, startAt, null, some.trace(), some.tags(), some.events());
	}

	private static InstanceCommit endingAt(NewInstance instance, Instant time) {
		return InstanceCommit.turn(instance.id(), List.of(new TurnRow(instance.id(), 0, 1, time, "[]")),
				new InstanceChange(RuntimeStatus.COMPLETED, 0, null, time), List.of(), List.of(), List.of());
	}

	private static Instant micros(Instant time) {
		return time.truncatedTo(ChronoUnit.MICROS);
	}

	@ParameterizedTest
	@ValueSource(ints = { 1, 2 })
	void whatCannotEvenBeSentIsRefusedForGood(int size) {
		NewInstance good = this.fixture.instance(StoreFixture.uniqueId(), true);
		commit(InstanceCommit.start(good));
		NewInstance some = this.fixture.instance(StoreFixture.uniqueId(), true);
		Map<String, String> unreadable = new AbstractMap<>() {

			@Override
			public Set<Entry<String, String>> entrySet() {
				throw new IllegalStateException("No tags to be had (for a test)");
			}

		};
		NewInstance bad = new NewInstance(some.id(), some.taskHub(), some.instanceId(), some.name(), some.version(),
				true, some.createdAt(), null, null, some.trace(), unreadable, some.events());
		InstanceCommit[] group = Stream.of(InstanceCommit.start(bad), StoreFixture.plain(good.id(), 1))
			.limit(size)
			.toArray(InstanceCommit[]::new);
		// at first nobody knows how far it came, then there is a transaction for it
		List<Kind> kinds = Stream.generate(() -> catchThrowableOfType(StoreException.class, () -> commit(group)))
			.map(StoreException::kind)
			.limit(2)
			.toList();
		assertThat(kinds).last().isEqualTo(Kind.DEFINITE);
		this.committer.awaitInFlight(this.node);
		commit(StoreFixture.plain(good.id(), 1));
		assertThat(this.fixture.count("instance")).isOne();
	}

	@Test
	void startOfATakenIdIsReportedAndTheRestOfTheGroupIsCommitted() {
		NewInstance first = this.fixture.started(this.committer, this.node);
		NewInstance duplicate = this.fixture.instance(first.instanceId(), true);
		NewInstance other = this.fixture.instance(StoreFixture.uniqueId(), true);
		NewInstance again = this.fixture.instance(other.instanceId(), true);
		CommitResult result = commit(InstanceCommit.start(duplicate), StoreFixture.plain(first.id(), 1),
				InstanceCommit.start(other), InstanceCommit.start(again));
		assertThat(result.outcomes()).isEqualTo(Map.of(duplicate.id(), Outcome.ID_TAKEN, again.id(), Outcome.ID_TAKEN));
		assertThat(this.fixture.row(first.instanceId()).id()).isEqualTo(first.id());
		assertThat(this.fixture.row(other.instanceId()).id()).isEqualTo(other.id());
		assertThat(this.fixture.count("history")).isEqualTo(3);
	}

	@Test
	void aStartThatIsAloneIsRefusedForATakenId() {
		this.committer.commit(this.node, List.of(InstanceCommit.start(this.fixture.instance("order", true))));
		NewInstance second = this.fixture.instance("order", true);
		assertThat(this.committer.commit(this.node, List.of(InstanceCommit.start(second))).of(second.id()))
			.isEqualTo(Outcome.ID_TAKEN);
		assertThat(this.fixture.count("history")).isOne();
	}

	@Test
	void aStartWithItsFirstRunIsThereWithBoth() {
		NewInstance alone = this.fixture.instance(StoreFixture.uniqueId(), true);
		NewInstance other = this.fixture.instance(StoreFixture.uniqueId(), true);
		NewInstance plain = this.fixture.instance(StoreFixture.uniqueId(), true);
		commit(withFirstRun(alone));
		commit(withFirstRun(other), InstanceCommit.start(plain), StoreFixture.plain(alone.id(), 2));
		assertThat(history(alone)).extracting(TurnRow::turn).containsExactly(0, 1, 2);
		assertThat(history(other)).extracting(TurnRow::turn).containsExactly(0, 1);
		assertThat(history(other).get(0).events()).isEqualTo(other.events());
		assertThat(history(other).get(1).events()).isEqualTo("[\"turn 1\"]");
		assertThat(history(plain)).extracting(TurnRow::turn).containsExactly(0);
		assertThat(this.fixture.row(other.instanceId()).ownerNode()).isEqualTo(this.node);
	}

	@Test
	void ofAStartOfATakenIdTheFirstRunIsNotWrittenEither() {
		NewInstance first = this.fixture.started(this.committer, this.node);
		NewInstance alone = this.fixture.instance(first.instanceId(), true);
		NewInstance grouped = this.fixture.instance(first.instanceId(), true);
		NewInstance free = this.fixture.instance(StoreFixture.uniqueId(), true);
		assertThat(commit(withFirstRun(alone)).of(alone.id())).isEqualTo(Outcome.ID_TAKEN);
		CommitResult result = commit(withFirstRun(grouped), withFirstRun(free), StoreFixture.plain(first.id(), 1));
		assertThat(result.outcomes()).isEqualTo(Map.of(grouped.id(), Outcome.ID_TAKEN));
		assertThat(history(first)).hasSize(2);
		assertThat(history(free)).hasSize(2);
		assertThat(this.fixture.count("history")).isEqualTo(4);
	}

	@Test
	void whatIsGivenBackWithItsFirstRunRunsAndIsNobodys() {
		Instant later = StoreFixture.now().plusSeconds(3600);
		NewInstance waits = this.fixture.instance(StoreFixture.uniqueId(), true);
		NewInstance sleeps = this.fixture.instance(StoreFixture.uniqueId(), true);
		commit(givenBack(waits, null));
		commit(givenBack(sleeps, later), StoreFixture.plain(waits.id(), 2));
		InstanceRow row = this.fixture.row(waits.instanceId());
		assertThat(row.status()).isEqualTo(RuntimeStatus.RUNNING);
		assertThat(row.ownerNode()).isNull();
		assertThat(row.wakeAt()).isNull();
		assertThat(this.fixture.row(sleeps.instanceId()).wakeAt()).isEqualTo(later);
		assertThat(this.fixture.row(sleeps.instanceId()).ownerNode()).isNull();
		assertThat(history(sleeps)).hasSize(2);
		assertThat(
				this.fixture.store.claims().claim(this.node, StoreFixture.HUB, Set.of(StoreFixture.CODE), 10).taken())
			.isEmpty();
	}

	private static InstanceCommit withFirstRun(NewInstance start) {
		return InstanceCommit.start(start).withFirstRun(StoreFixture.plain(start.id(), 1));
	}

	private static InstanceCommit givenBack(NewInstance start, Instant wakeAt) {
		return withFirstRun(start.givenBack(new Release(start.id(), wakeAt)));
	}

	@Test
	void plainTurnsAreAppendedInOrder() {
		NewInstance first = this.fixture.started(this.committer, this.node);
		NewInstance second = this.fixture.started(this.committer, this.node);
		TurnRow odd = new TurnRow(first.id(), 0, 1, Instant.parse("2026-01-02T03:04:05.123456Z"),
				"[{\"a\":\"b\\\\c\\\"d, {e} 'f' \\u00e4 \uD83D\uDE00\"}]");
		commit(InstanceCommit.turn(first.id(), List.of(odd), null, List.of(), List.of(), List.of()),
				StoreFixture.plain(second.id(), 1));
		commit(StoreFixture.plain(first.id(), 2));
		List<TurnRow> turns = history(first);
		assertThat(turns).extracting(TurnRow::turn).containsExactly(0, 1, 2);
		assertThat(turns.get(1)).isEqualTo(odd);
		assertThat(history(second)).hasSize(2);
	}

	@Test
	void saysWhichCommitsWaitForRowsAndKeysOfOthers() {
		NewInstance held = this.fixture.started(this.committer, this.node);
		NewInstance free = this.fixture.started(this.committer, this.node);
		NewInstance parent = this.fixture.started(this.committer, this.node);
		NewInstance sender = this.fixture.started(this.committer, this.node);
		NewInstance idle = this.fixture.started(this.committer, this.node);
		NewInstance taken = this.fixture.instance(StoreFixture.uniqueId(), false);
		NewInstance same = this.fixture.instance(taken.instanceId(), true);
		NewInstance other = this.fixture.instance(StoreFixture.uniqueId(), true);
		NewInstance child = this.fixture.child(taken.instanceId(), new ParentLink(parent.id(), 0, 1));
		List<InstanceCommit> group = List.of(StoreFixture.finishing(held.id(), 1), StoreFixture.plain(free.id(), 1),
				StoreFixture.creating(parent.id(), 1, child),
				StoreFixture.sending(sender.id(), 1, new OutgoingMessage(held.id(), StoreFixture.event("e"))),
				InstanceCommit.start(same), InstanceCommit.start(other),
				InstanceCommit.release(new Release(idle.id(), null)));
		TransactionTemplate application = new TransactionTemplate(new JdbcTransactionManager(this.fixture.dataSource));
		application.executeWithoutResult((status) -> {
			this.fixture.store.instances().insert(taken, () -> {
			});
			this.fixture.jdbc.sql("select id from durable_instance where id = ? for update")
				.param(held.id())
				.query(Long.class)
				.single();
			assertThat(this.committer.blocked(group)).containsExactlyInAnyOrder(held.id(), parent.id(), sender.id(),
					same.id());
			status.setRollbackOnly();
		});
		assertThat(this.committer.blocked(group)).isEmpty();
		assertThat(this.fixture.count("instance")).isEqualTo(5);
		assertThat(commit(group.toArray(InstanceCommit[]::new)))
			.isEqualTo(new CommitResult(Map.of(), Set.of(child.id()), Set.of(parent.id())));
	}

	@Test
	void aPlainTurnOfAHeldRowWaitsForNobody() {
		NewInstance held = this.fixture.started(this.committer, this.node);
		new TransactionTemplate(new JdbcTransactionManager(this.fixture.dataSource)).executeWithoutResult((status) -> {
			this.fixture.jdbc.sql("select id from durable_instance for update").query(Long.class).list();
			assertThat(this.committer.blocked(List.of(StoreFixture.plain(held.id(), 1)))).isEmpty();
		});
	}

	@Test
	void whatTheDatabaseRefusesOrDoesNotHaveWaitsForNobody() {
		NewInstance sender = this.fixture.started(this.committer, this.node);
		NewInstance refused = this.fixture.instance("x".repeat(10_000), true);
		assertThat(this.committer.blocked(List.of(InstanceCommit.start(refused),
				StoreFixture.sending(sender.id(), 1, new OutgoingMessage(-1, StoreFixture.event("e"))))))
			.isEmpty();
	}

	@Test
	void aVeryLongTurnIsWrittenAndRead() {
		NewInstance instance = this.fixture.started(this.committer, this.node);
		TurnRow turn = new TurnRow(instance.id(), 0, 1, StoreFixture.now(), "[\"" + "ä\\n".repeat(1_000_000) + "\"]");
		commit(InstanceCommit.turn(instance.id(), List.of(turn), null, List.of(), List.of(), List.of()));
		assertThat(history(instance).get(1)).isEqualTo(turn);
	}

	@Test
	void aTurnThatExistsFailsTheWholeGroup() {
		NewInstance first = this.fixture.started(this.committer, this.node);
		NewInstance second = this.fixture.started(this.committer, this.node);
		assertThatExceptionOfType(StoreException.class)
			.isThrownBy(() -> commit(StoreFixture.plain(second.id(), 1), StoreFixture.plain(first.id(), 0)))
			.satisfies((ex) -> assertThat(ex.kind()).isEqualTo(Kind.DEFINITE));
		assertThat(history(second)).hasSize(1);
		commit(StoreFixture.plain(second.id(), 1));
		assertThat(history(second)).hasSize(2);
	}

	@Test
	void nothingIsCommittedOnceTheRowOfTheNodeIsGone() {
		NewInstance instance = this.fixture.started(this.committer, this.node);
		this.fixture.store.nodes().remove(this.node);
		NewInstance start = this.fixture.instance(StoreFixture.uniqueId(), true);
		assertThatExceptionOfType(NodeFencedException.class)
			.isThrownBy(() -> commit(StoreFixture.plain(instance.id(), 1), InstanceCommit.start(start)));
		assertThat(history(instance)).hasSize(1);
		assertThat(this.fixture.store.instances().find(StoreFixture.HUB, start.instanceId())).isEmpty();
	}

	@Test
	void consumedMessagesAreDeletedWithTheTurn() {
		NewInstance instance = this.fixture.started(this.committer, this.node);
		send(instance, "a");
		send(instance, "b");
		List<InboxMessage> inbox = inbox(instance);
		commit(StoreFixture.consuming(instance.id(), 1, inbox.get(0).id()));
		assertThat(inbox(instance)).containsExactly(inbox.get(1));
	}

	@Test
	void aConsumedMessageThatIsNotThereFailsTheGroup() {
		NewInstance instance = this.fixture.started(this.committer, this.node);
		send(instance, "a");
		long message = inbox(instance).get(0).id();
		assertThatExceptionOfType(StoreException.class)
			.isThrownBy(() -> commit(StoreFixture.consuming(instance.id(), 1, message, message + 1)))
			.satisfies((ex) -> assertThat(ex.kind()).isEqualTo(Kind.DEFINITE));
		assertThat(inbox(instance)).hasSize(1);
		assertThat(history(instance)).hasSize(1);
	}

	@Test
	void aChangeIsWrittenAndFinishingEndsOwnershipAndEmptiesTheInbox() {
		NewInstance instance = this.fixture.started(this.committer, this.node);
		InstanceChange suspended = new InstanceChange(RuntimeStatus.SUSPENDED, 0, "{\"step\":1}", StoreFixture.now());
		commit(InstanceCommit.turn(instance.id(), List.of(StoreFixture.turn(instance.id(), 1)), suspended, List.of(),
				List.of(), List.of()));
		assertThat(this.fixture.row(instance.instanceId())).satisfies((row) -> {
			assertThat(row.status()).isEqualTo(RuntimeStatus.SUSPENDED);
			assertThat(row.customStatus()).isEqualTo("{\"step\":1}");
			assertThat(row.ownerNode()).isEqualTo(this.node);
			assertThat(row.completedAt()).isNull();
		});
		send(instance, "a");
		send(instance, "b");
		InstanceChange completed = new InstanceChange(RuntimeStatus.COMPLETED, 0, null, StoreFixture.now());
		commit(InstanceCommit.turn(instance.id(), List.of(StoreFixture.turn(instance.id(), 2)), completed,
				List.of(inbox(instance).get(0).id()), List.of(), List.of()));
		InstanceSummary summary = this.fixture.store.instances()
			.find(StoreFixture.HUB, instance.instanceId())
			.orElseThrow();
		assertThat(summary.lastEvents()).isEqualTo("[\"turn 2\"]");
		assertThat(summary.row()).satisfies((row) -> {
			assertThat(row.status()).isEqualTo(RuntimeStatus.COMPLETED);
			assertThat(row.completedAt()).isEqualTo(completed.at());
			assertThat(row.ownerNode()).isNull();
			assertThat(row.wakeAt()).isNull();
			assertThat(row.customStatus()).isNull();
		});
		assertThat(this.fixture.count("message")).isZero();
	}

	@Test
	void continuingAsNewAppendsTurnsOfTwoGenerations() {
		NewInstance instance = this.fixture.started(this.committer, this.node);
		TurnRow next = new TurnRow(instance.id(), 1, 0, StoreFixture.now(), "[\"again\"]");
		commit(InstanceCommit.turn(instance.id(), List.of(StoreFixture.turn(instance.id(), 1), next),
				new InstanceChange(RuntimeStatus.RUNNING, 1, null, StoreFixture.now()), List.of(), List.of(),
				List.of()));
		assertThat(this.fixture.row(instance.instanceId()).generation()).isEqualTo(1);
		assertThat(history(instance)).containsExactly(next);
		assertThat(this.fixture.store.claims().lastTurns(List.of(instance.id())))
			.isEqualTo(Map.of(instance.id(), 1L << 32));
		this.fixture.store.instances().purgeGenerationsBefore(instance.id(), 1);
		assertThat(this.fixture.count("history")).isEqualTo(1);
	}

	@Test
	void theCurrentGenerationIsNeverPurgedEvenIfANewerOneWasLost() {
		NewInstance instance = this.fixture.started(this.committer, this.node);
		commit(StoreFixture.plain(instance.id(), 1));
		this.fixture.store.instances().purgeGenerationsBefore(instance.id(), 1);
		assertThat(history(instance)).hasSize(2);
	}

	@Test
	void aChangeOfAnInstanceThatTheNodeDoesNotOwnIsRefused() {
		long other = this.fixture.join();
		NewInstance instance = this.fixture.started(this.committer, other);
		assertThatExceptionOfType(StoreException.class)
			.isThrownBy(() -> commit(StoreFixture.finishing(instance.id(), 1)))
			.satisfies((ex) -> assertThat(ex.kind()).isEqualTo(Kind.DEFINITE));
		assertThat(history(instance)).hasSize(1);
	}

	@Test
	void sentMessagesReachTheReceiverAndMakeItDue() {
		NewInstance parent = this.fixture.started(this.committer, this.node);
		NewInstance child = this.fixture.started(this.committer, this.node);
		Message first = new Message(MessageKind.CHILD_COMPLETED, "", 0, 7, "42");
		Message second = new Message(MessageKind.CHILD_FAILED, "", 0, 8, "{}");
		CommitResult result = commit(StoreFixture.finishing(child.id(), 1, new OutgoingMessage(parent.id(), first),
				new OutgoingMessage(parent.id(), second)));
		assertThat(result.notified()).containsExactly(parent.id());
		assertThat(inbox(parent)).extracting(InboxMessage::message).containsExactly(first, second);
		assertThat(this.fixture.row(parent.instanceId()).wakeAt()).isNotNull();
	}

	@Test
	void messagesToInstancesThatHaveFinishedOrAreGoneAreDropped() {
		NewInstance finished = this.fixture.started(this.committer, this.node);
		NewInstance finishing = this.fixture.started(this.committer, this.node);
		NewInstance sender = this.fixture.started(this.committer, this.node);
		commit(StoreFixture.finishing(finished.id(), 1));
		CommitResult result = commit(StoreFixture.finishing(finishing.id(), 1),
				StoreFixture.sending(sender.id(), 1, new OutgoingMessage(finished.id(), StoreFixture.event("a")),
						new OutgoingMessage(finishing.id(), StoreFixture.event("b")),
						new OutgoingMessage(Long.MAX_VALUE, StoreFixture.event("c"))));
		assertThat(result.notified()).isEmpty();
		assertThat(this.fixture.count("message")).isZero();
		assertThat(history(sender)).hasSize(2);
	}

	@Test
	void childrenAreInsertedAndATakenIdIsAMessageToTheParent() {
		NewInstance parent = this.fixture.started(this.committer, this.node);
		NewInstance taken = this.fixture.started(this.committer, this.node);
		NewInstance good = this.fixture.child(StoreFixture.uniqueId(), new ParentLink(parent.id(), 0, 1));
		NewInstance bad = this.fixture.child(taken.instanceId(), new ParentLink(parent.id(), 0, 2));
		CommitResult result = commit(StoreFixture.creating(parent.id(), 1, good, bad));
		assertThat(result.failedChildren()).containsExactly(bad.id());
		assertThat(result.notified()).containsExactly(parent.id());
		InstanceRow child = this.fixture.row(good.instanceId());
		assertThat(child.parent()).isEqualTo(good.parent());
		assertThat(child.parentInstanceId()).isEqualTo(parent.instanceId());
		assertThat(child.status()).isEqualTo(RuntimeStatus.PENDING);
		assertThat(child.wakeAt()).isEqualTo(good.createdAt());
		assertThat(inbox(parent)).singleElement().satisfies((message) -> {
			assertThat(message.message().kind()).isEqualTo(MessageKind.CHILD_FAILED);
			assertThat(message.message().taskId()).isEqualTo(2);
			assertThat(message.message().payload()).contains("InstanceAlreadyExistsException", taken.instanceId());
		});
	}

	@Test
	void anIdleInstanceIsReleasedWithItsWakeUp() {
		NewInstance instance = this.fixture.started(this.committer, this.node);
		Instant wakeAt = StoreFixture.now().plusSeconds(100);
		CommitResult result = commit(InstanceCommit.release(new Release(instance.id(), wakeAt)));
		assertThat(result.of(instance.id())).isEqualTo(Outcome.COMMITTED);
		assertThat(this.fixture.row(instance.instanceId()).ownerNode()).isNull();
		assertThat(this.fixture.row(instance.instanceId()).wakeAt()).isEqualTo(wakeAt);
	}

	@Test
	void anInstanceWithAMessageIsNotReleased() {
		NewInstance instance = this.fixture.started(this.committer, this.node);
		NewInstance sender = this.fixture.started(this.committer, this.node);
		CommitResult result = commit(InstanceCommit.release(new Release(instance.id(), null)),
				StoreFixture.sending(sender.id(), 1, new OutgoingMessage(instance.id(), StoreFixture.event("a"))));
		assertThat(result.of(instance.id())).isEqualTo(Outcome.RELEASE_REFUSED);
		assertThat(this.fixture.row(instance.instanceId()).ownerNode()).isEqualTo(this.node);
	}

	@Test
	void anInstanceThatIsDueIsNotReleased() {
		NewInstance instance = this.fixture.started(this.committer, this.node);
		this.fixture.jdbc.sql("update durable_instance set wake_at = current_timestamp").update();
		CommitResult result = commit(InstanceCommit.release(new Release(instance.id(), null)));
		assertThat(result.of(instance.id())).isEqualTo(Outcome.RELEASE_REFUSED);
		assertThat(this.fixture.row(instance.instanceId()).ownerNode()).isEqualTo(this.node);
	}

	@Test
	void awaitInFlightFindsTheRowOfTheNodeOrFails() {
		this.committer.awaitInFlight(this.node);
		this.fixture.store.nodes().remove(this.node);
		assertThatExceptionOfType(NodeFencedException.class).isThrownBy(() -> this.committer.awaitInFlight(this.node));
	}

	private CommitResult commit(InstanceCommit... group) {
		return this.committer.commit(this.node, List.of(group));
	}

	private void send(NewInstance instance, String name) {
		this.fixture.store.instances()
			.send(StoreFixture.HUB, instance.instanceId(), StoreFixture.event(name), 100, null, (receiver) -> {
			});
	}

	private List<InboxMessage> inbox(NewInstance instance) {
		return this.fixture.store.claims().inbox(List.of(instance.id()), 100).getOrDefault(instance.id(), List.of());
	}

	private List<TurnRow> history(NewInstance instance) {
		return this.fixture.store.instances().history(StoreFixture.HUB, instance.instanceId());
	}

}
