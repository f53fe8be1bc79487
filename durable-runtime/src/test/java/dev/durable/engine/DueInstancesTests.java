package dev.durable.engine;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;

import dev.durable.ActivityLocality;
import dev.durable.RuntimeStatus;
import dev.durable.TraceContext;
import dev.durable.store.HandedOverActivity;
import dev.durable.store.Message;
import dev.durable.store.MessageKind;
import dev.durable.store.NewInstance;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

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

	private long id;

	private DurableEngine engine;

	@BeforeEach
	void startEngine() {
		SimulatedStore store = new SimulatedStore(this.world, this.database, () -> null, () -> null);
		this.database.whereOthersHold(() -> {
			this.looks.incrementAndGet();
			return this.locked;
		});
		this.engine = DurableEngine.builder(store.asStore(), this.code.registrations())
			.settings(EngineSettings.defaults().withPollInterval(Duration.ofHours(1)))
			.build(new SimulatedThreads(this.world));
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

	private void insert(String orchestrator) {
		NewInstance start = this.engine.services()
			.newInstance("order", orchestrator, "", this.world.now(), null, null, TraceContext.NONE, Map.of(), null);
		this.id = start.id();
		this.database.insert(start.unowned(), null);
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
		return this.database.instances.get(this.id).status == RuntimeStatus.COMPLETED;
	}

}
