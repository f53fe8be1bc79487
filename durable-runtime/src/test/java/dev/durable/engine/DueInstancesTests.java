package dev.durable.engine;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

import dev.durable.ActivityLocality;
import dev.durable.RuntimeStatus;
import dev.durable.TraceContext;
import dev.durable.store.HandedOverActivity;
import dev.durable.store.Message;
import dev.durable.store.MessageKind;
import dev.durable.store.NewInstance;
import dev.durable.store.Receiver;
import dev.durable.store.StoreException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for {@link DueInstances} and {@link HandedOverActivities}, on virtual time and
 * with polls that are rare: what somebody had locked when the node looked.
 */
class DueInstancesTests {

	private static final Duration SHORT = Duration.ofMillis(3);

	private static final Duration SOON = Duration.ofMillis(40);

	private static final Duration MINUTE = Duration.ofMinutes(1);

	private final SimulatedWorld world = new SimulatedWorld(5);

	private final SimulatedDatabase database = new SimulatedDatabase(this.world);

	private final TestCode code = new TestCode()
		.activity("Work", Void.class, ActivityLocality.ANY_NODE, (context, input) -> "done")
		.orchestrator("Runs", (context, input) -> "ran")
		.orchestrator("Waits", (context, input) -> context.waitForEvent("go", String.class).await());

	private final AtomicInteger looks = new AtomicInteger();

	private boolean locked;

	private Fault fault;

	private long id;

	private final SimulatedThreads threads = new SimulatedThreads(this.world);

	private final SimulatedStore store = new SimulatedStore(this.world, this.database, () -> null, () -> this.fault);

	private DurableEngine engine;

	@BeforeEach
	void startEngine() {
		this.database.whereOthersHold(() -> {
			this.looks.incrementAndGet();
			return this.locked;
		});
		this.engine = DurableEngine.builder(this.store.asStore(), this.code.registrations())
			.settings(EngineSettings.defaults().withPollInterval(Duration.ofHours(1)))
			.build(this.threads);
		this.engine.start();
		quieten();
	}

	@Test
	void aMessageIsReadSoonAfterItsReceiverWasLockedForAShortTime() {
		insert("Waits");
		this.engine.events().storeChanged();
		quieten();
		assertThat(this.database.instances.get(this.id).owner).isNotNull();
		this.database.send(this.id, new Message(MessageKind.EVENT, "go", 0, 0, 0, "\"now\""));
		lockedWhile(SHORT, () -> this.engine.events().messagesSent(List.of(this.id)));
		this.world.runUntil(this::isCompleted, SOON);
		assertThat(isCompleted()).isTrue();
	}

	@Test
	void anInstanceIsClaimedSoonAfterItWasLockedForAShortTime() {
		insert("Runs");
		lockedWhile(SHORT, () -> this.engine.events().messagesSent(List.of(this.id)));
		this.world.runUntil(this::isCompleted, SOON);
		assertThat(isCompleted()).isTrue();
	}

	@Test
	void anActivityIsClaimedSoonAfterItWasLockedForAShortTime() {
		insert("Elsewhere");
		this.database.activities.insert(
				new HandedOverActivity(this.id, 0, 1, 1, "default", "Work", this.world.now(), null, TraceContext.NONE));
		lockedWhile(SHORT, () -> this.engine.handedOver().poll());
		this.world.runUntil(this.database.activities::isEmpty, SOON);
		assertThat(this.database.activities.isEmpty()).isTrue();
	}

	@Test
	void whatIsLockedForLongIsNotLookedForAllTheTime() {
		insert("Runs");
		lockedWhile(MINUTE, () -> this.engine.events().messagesSent(List.of(this.id)));
		assertThat(this.looks).hasValueBetween(500, 700);
		this.world.runUntil(this::isCompleted, Duration.ofMillis(150));
		assertThat(isCompleted()).isTrue();
		this.looks.set(0);
		quieten();
		assertThat(this.looks).hasValue(0);
	}

	@Test
	void whatThisNodeHasSentSomethingToIsLoadedWithoutALookForIt() {
		insert("Waits");
		this.engine.client().raiseEvent("order", "go", "now");
		assertThat(this.database.instances.get(this.id).owner).isNotNull();
		this.world.runUntil(this::isCompleted, SOON);
		assertThat(isCompleted()).isTrue();
		assertThat(this.looks).hasValue(0);
	}

	/**
	 * Its release is in the store, but the node does not know yet.
	 */
	@Test
	void whatIsInMemoryFromBeforeTheClaimIsLoadedAnew() {
		insert("Waits");
		this.engine.events().storeChanged();
		quieten();
		LiveInstance stale = this.engine.services().cache().find(this.id);
		stale.releaseIfIdle(Duration.ZERO);
		assertThat(stale.isLeaving()).isTrue();
		this.database.instances.get(this.id).owner = null;
		send("go", this.engine.events()::sent);
		this.world.runUntil(this::isCompleted, SOON);
		assertThat(isCompleted()).isTrue();
		assertThat(stale.isGone()).isTrue();
	}

	/**
	 * The sender's thread is late to say that its node has taken the instance on. Another
	 * one sends to it meanwhile, so it is loaded, with the first message, and runs.
	 */
	@Test
	void whatWasLoadedAfterTheClaimStaysInMemory() {
		insert("Waits");
		List<Receiver> told = new ArrayList<>();
		send("first", told::add);
		send("second", this.engine.events()::sent);
		quieten();
		LiveInstance running = this.engine.services().cache().find(this.id);
		assertThat(running.bufferedEvents()).isEqualTo(2);
		this.engine.events().sent(told.get(0));
		quieten();
		assertThat(this.engine.services().cache().find(this.id)).isSameAs(running);
		assertThat(running.isGone()).isFalse();
	}

	@Test
	void thatThereIsNoThreadForOneDoesNotStrandTheOthers() {
		int room = this.engine.services().cache().room();
		List<Long> all = insertMany("Runs", 5);
		this.threads.refuseThreads(1);
		this.engine.events().messagesSent(all);
		this.world.runUntil(() -> all.stream().allMatch(this::isCompleted), Duration.ofSeconds(3));
		assertThat(all).allMatch(this::isCompleted);
		assertThat(this.engine.services().cache().room()).isEqualTo(room);
	}

	@Test
	void thatThereIsNoThreadForAReplayIsNotTheEnd() {
		insert("Waits");
		this.engine.events().storeChanged();
		quieten();
		this.threads.refuseThreads(1);
		this.engine.services().cache().find(this.id).dropAndReload();
		this.world.runUntil(() -> false, Duration.ofSeconds(3));
		this.database.send(this.id, new Message(MessageKind.EVENT, "go", 0, 0, 0, "\"now\""));
		this.engine.events().messagesSent(List.of(this.id));
		this.world.runUntil(this::isCompleted, SOON);
		assertThat(isCompleted()).isTrue();
	}

	@Test
	void whatCannotBeReadDoesNotHoldUpTheOthers() {
		int room = this.engine.services().cache().room();
		List<Long> all = insertMany("Runs", 5);
		this.store.makeUnreadable(all.get(2));
		this.engine.events().messagesSent(all);
		quieten();
		assertThat(all).filteredOn(this::isCompleted).hasSize(4);
		assertThat(this.engine.services().cache().room()).isEqualTo(room);
	}

	@Test
	void whatNobodyKnowsToBeSentIsLoadedIfItIs() {
		insert("Waits");
		this.fault = Fault.ANSWER_LOST;
		assertThatExceptionOfType(StoreException.class)
			.isThrownBy(() -> this.engine.client().raiseEvent("order", "go", "now"));
		this.fault = null;
		this.world.runUntil(this::isCompleted, SOON);
		assertThat(isCompleted()).isTrue();
	}

	@Test
	void messagesThatThereWasNoMemoryForAreReadLater() {
		insert("Waits");
		this.engine.events().storeChanged();
		quieten();
		this.database.send(this.id, new Message(MessageKind.EVENT, "go", 0, 0, 0, "\"now\""));
		this.fault = Fault.NO_MEMORY_FOR_ANSWER;
		this.engine.events().messagesSent(List.of(this.id));
		this.world.runUntil(() -> this.database.instances.get(this.id).wakeAt == null, SOON);
		this.fault = null;
		this.world.runUntil(this::isCompleted, MINUTE);
		assertThat(isCompleted()).isTrue();
		assertThat(this.world.violations()).isEmpty();
	}

	@Test
	void nothingIsTakenOnAfterClaimsHaveEnded() {
		insert("Waits");
		this.engine.stop();
		this.engine.client().raiseEvent("order", "go", "now");
		assertThat(this.database.instances.get(this.id).owner).isNull();
		assertThat(this.database.instances.get(this.id).wakeAt).isNotNull();
	}

	@Test
	void aPlaceIsTakenFromTheClaimOn() {
		insert("Waits");
		int room = this.engine.services().cache().room();
		this.engine.client().raiseEvent("order", "go", "now");
		assertThat(this.engine.services().cache().room()).isEqualTo(room - 1);
		this.world.runUntil(this::isCompleted, SOON);
		assertThat(this.engine.services().cache().room()).isEqualTo(room);
	}

	private void send(String event, Consumer<Receiver> sent) {
		this.engine.services()
			.store()
			.instances()
			.send("default", "order", new Message(MessageKind.EVENT, event, 0, 0, 0, "\"now\""), 10,
					this.engine.events().claimant(), sent);
	}

	private void insert(String orchestrator) {
		insert(orchestrator, "order");
	}

	private void insert(String orchestrator, String instanceId) {
		NewInstance start = this.engine.services()
			.newInstance(instanceId, orchestrator, "", this.world.now(), null, TraceContext.NONE, Map.of(), null);
		this.id = start.id();
		this.database.insert(start.unowned(), null);
	}

	private List<Long> insertMany(String orchestrator, int count) {
		List<Long> ids = new ArrayList<>();
		for (int i = 0; i < count; i++) {
			insert(orchestrator, "order-" + i);
			ids.add(this.id);
		}
		return ids;
	}

	private void lockedWhile(Duration time, Runnable notice) {
		this.locked = true;
		notice.run();
		this.world.runUntil(() -> false, time);
		assertThat(this.looks).hasPositiveValue();
		this.locked = false;
	}

	/**
	 * Let all that looks anyway come to an end.
	 */
	private void quieten() {
		this.world.runUntil(() -> false, Duration.ofSeconds(5));
	}

	private boolean isCompleted() {
		return isCompleted(this.id);
	}

	private boolean isCompleted(long instance) {
		return this.database.instances.get(instance).status == RuntimeStatus.COMPLETED;
	}

}
