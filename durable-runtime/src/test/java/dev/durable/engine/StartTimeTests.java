package dev.durable.engine;

import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;

import dev.durable.RuntimeStatus;
import dev.durable.TraceContext;
import dev.durable.history.ExecutionResumed;
import dev.durable.history.ExecutionSuspended;
import dev.durable.history.Incident;
import dev.durable.store.NewInstance;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for instances with a start time that are suspended when it comes, on virtual
 * time.
 */
@Timeout(60)
class StartTimeTests {

	private static final Duration IDLE = Duration.ofSeconds(2);

	/**
	 * Many more than a node needs that only looks whether there is something to do.
	 */
	private static final int MANY_STEPS = 5_000;

	private final SimulatedWorld world = new SimulatedWorld(3);

	private final SimulatedDatabase database = new SimulatedDatabase(this.world);

	private final Instant startAt = this.world.now().plusSeconds(20);

	private long id;

	private DurableEngine engine;

	@BeforeEach
	void start() {
		SimulatedStore store = new SimulatedStore(this.world, this.database, () -> null, () -> null);
		this.engine = DurableEngine
			.builder(store.asStore(), new TestCode().orchestrator("Runs", (context, input) -> "ran").registrations())
			.settings(EngineSettings.defaults().withPollInterval(Duration.ofMillis(500)).withIdleTimeout(IDLE))
			.build(new SimulatedThreads(this.world));
		this.engine.start();
		NewInstance start = this.engine.services()
			.newInstance("order", "Runs", "", this.world.now(), this.startAt, TraceContext.NONE, Map.of(), null);
		this.id = start.id();
		this.database.insert(start, null);
	}

	/**
	 * Whether it is still in memory then, or has left it.
	 */
	@ParameterizedTest
	@ValueSource(ints = { 1, 10 })
	void whatIsSuspendedWhenItsStartTimeComesDoesNothingAndLeavesMemory(int secondsBefore) {
		suspend(secondsBefore);
		runUntil(this.startAt.plus(IDLE).plusSeconds(30));
		assertThat(row().status).isEqualTo(RuntimeStatus.SUSPENDED);
		assertThat(isInMemory()).isFalse();
		assertThat(row().wakeAt).isNull();
		this.engine.client().resume("order", null);
		this.world.runUntil(this::isCompleted, Duration.ofSeconds(1));
		assertThat(isCompleted()).isTrue();
	}

	@Test
	void whatIsResumedBeforeItsStartTimeRunsThen() {
		suspend(15);
		runUntil(this.startAt.minusSeconds(8));
		assertThat(isInMemory()).isFalse();
		this.engine.client().resume("order", null);
		assertRunsAtItsStartTime();
	}

	@Test
	void whatIsResumedInMemoryBeforeItsStartTimeRunsThen() {
		suspend(1);
		post(new ExecutionResumed(null));
		assertRunsAtItsStartTime();
	}

	@Test
	void whatIsResumedInMemoryAfterItsStartTimeRunsAtOnce() {
		suspend(1);
		runUntil(this.startAt.plusMillis(100));
		post(new ExecutionResumed(null));
		this.world.runUntil(this::isCompleted, Duration.ofSeconds(1));
		assertThat(isCompleted()).isTrue();
	}

	@Test
	void suspendedAndResumedAgainAndAgainRunsAtItsStartTime() {
		suspend(1);
		for (int i = 0; i < 3; i++) {
			post(new ExecutionResumed(null));
			post(new ExecutionSuspended(null));
		}
		post(new ExecutionResumed(null));
		assertRunsAtItsStartTime();
	}

	private void suspend(int secondsBefore) {
		runUntil(this.startAt.minusSeconds(secondsBefore));
		this.engine.client().suspend("order", null);
		runUntil(this.world.now().plusMillis(500));
		assertThat(row().status).isEqualTo(RuntimeStatus.SUSPENDED);
		assertThat(isInMemory()).isTrue();
	}

	private void post(Incident incident) {
		LiveInstance live = this.engine.services().cache().find(this.id);
		assertThat(live.post(Delivery.internal(incident, Delivery.ANY_GENERATION))).isTrue();
		runUntil(this.world.now().plusMillis(50));
	}

	private void runUntil(Instant time) {
		AtomicInteger steps = new AtomicInteger();
		this.world.runUntil(() -> steps.incrementAndGet() > MANY_STEPS, Duration.between(this.world.now(), time));
		assertThat(steps).as("until " + time).hasValueLessThan(MANY_STEPS);
	}

	private void assertRunsAtItsStartTime() {
		this.world.runUntil(this::isCompleted, Duration.ofMinutes(5));
		assertThat(isCompleted()).isTrue();
		assertThat(this.world.now()).isBetween(this.startAt, this.startAt.plusSeconds(1));
		assertThat(this.world.violations()).isEmpty();
	}

	private SimulatedDatabase.Row row() {
		return this.database.instances.get(this.id);
	}

	private boolean isInMemory() {
		return this.engine.services().cache().find(this.id) != null;
	}

	private boolean isCompleted() {
		return row().status == RuntimeStatus.COMPLETED;
	}

}
