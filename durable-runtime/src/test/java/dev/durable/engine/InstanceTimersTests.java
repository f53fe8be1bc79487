package dev.durable.engine;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

import dev.durable.RuntimeStatus;
import dev.durable.TraceContext;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link InstanceTimers} on virtual time.
 */
class InstanceTimersTests {

	private final SimulatedWorld world = new SimulatedWorld(16);

	private final SimulatedDatabase database = new SimulatedDatabase(this.world);

	private final SimulatedThreads threads = new SimulatedThreads(this.world);

	private final TestCode code = new TestCode().orchestrator("Waits", (context, input) -> {
		context.createTimer(Duration.ofSeconds(6)).await();
		return "done";
	});

	private final SimulatedStore store = new SimulatedStore(this.world, this.database, () -> null, () -> null);

	@Test
	void aTimerFiresAlthoughThereWasNoMemoryForItAtFirst() {
		DurableEngine engine = DurableEngine.builder(this.store.asStore(), this.code.registrations())
			.settings(EngineSettings.defaults().withPollInterval(Duration.ofHours(1)))
			.build(this.threads);
		engine.start();
		InstanceTimers timers = new InstanceTimers(engine.services());
		List<String> fired = new ArrayList<>();
		timers.schedule(1, this.world.now().plusSeconds(6), () -> fired.add("fired"));
		this.world.runUntil(() -> false, Duration.ofSeconds(5).plusMillis(990));
		this.threads.refuseTimes(1);
		this.world.runUntil(() -> false, Duration.ofSeconds(5));
		assertThat(fired).containsExactly("fired");
	}

	@Test
	void aTimerIsNotLateBecauseTheClockWasWrongUntilItWasMeasuredAgain() {
		long instance = startWaiting();
		this.store.letClockBeAhead(Duration.ofHours(-1));
		this.world.runUntil(() -> false, Duration.ofSeconds(5));
		this.store.letClockBeAhead(Duration.ZERO);
		this.world.runUntil(() -> false, Duration.ofSeconds(2));
		assertThat(this.database.instances.get(instance).completedAt).isNull();
		this.world.runUntil(() -> isCompleted(instance), Duration.ofMinutes(1));
		assertThat(isCompleted(instance)).isTrue();
	}

	@ParameterizedTest
	@ValueSource(ints = { -1, 1 })
	void aTimerComesNeitherLateNorEarlyWhenTheClockOfTheMachineIsSet(int hours) {
		Instant started = this.world.now();
		long instance = startWaiting();
		this.world.runUntil(() -> false, Duration.ofSeconds(5));
		this.threads.letClockBeAhead(Duration.ofHours(hours));
		this.world.runUntil(() -> isCompleted(instance), Duration.ofMinutes(1));
		assertThat(this.world.now()).isBetween(started.plusSeconds(6), started.plusMillis(6_200));
	}

	private long startWaiting() {
		DurableEngine engine = DurableEngine.builder(this.store.asStore(), this.code.registrations())
			.settings(EngineSettings.defaults().withHeartbeat(Duration.ofSeconds(4), Duration.ofSeconds(15)))
			.build(this.threads);
		engine.start();
		var start = engine.services()
			.newInstance("waits", "Waits", "", this.world.now(), null, TraceContext.NONE, Map.of(), null);
		this.database.insert(start.unowned(), null);
		engine.events().storeChanged();
		return start.id();
	}

	private boolean isCompleted(long instance) {
		return this.database.instances.get(instance).status == RuntimeStatus.COMPLETED;
	}

}
