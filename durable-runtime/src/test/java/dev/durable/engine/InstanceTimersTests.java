package dev.durable.engine;

import java.time.Duration;
import java.util.Map;

import dev.durable.RuntimeStatus;
import dev.durable.TraceContext;
import org.junit.jupiter.api.Test;

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

	@Test
	void aTimerIsNotLateBecauseTheClockWasWrongUntilItWasMeasuredAgain() {
		SimulatedStore store = new SimulatedStore(this.world, this.database, () -> null, () -> null);
		DurableEngine engine = DurableEngine.builder(store.asStore(), this.code.registrations())
			.settings(EngineSettings.defaults().withHeartbeat(Duration.ofSeconds(4), Duration.ofSeconds(15)))
			.build(this.threads);
		engine.start();
		var start = engine.services()
			.newInstance("waits", "Waits", "", this.world.now(), null, TraceContext.NONE, Map.of(), null);
		this.database.insert(start.unowned(), null);
		engine.events().storeChanged();
		this.world.runUntil(() -> false, Duration.ofSeconds(5));
		this.threads.letClockBeAhead(Duration.ofHours(-1));
		this.world.runUntil(() -> false, Duration.ofSeconds(2));
		assertThat(this.database.instances.get(start.id()).completedAt).isNull();
		this.world.runUntil(() -> this.database.instances.get(start.id()).completedAt != null, Duration.ofMinutes(1));
		assertThat(this.database.instances.get(start.id()).status).isEqualTo(RuntimeStatus.COMPLETED);
	}

}
