package dev.durable.engine;

import java.time.Duration;
import java.util.Map;

import dev.durable.TraceContext;
import dev.durable.engine.EngineThreads.Lane;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for what becomes of the history of earlier generations, on virtual time.
 */
class GenerationPurgeTests {

	private static final int GENERATIONS = 500;

	private final SimulatedWorld world = new SimulatedWorld(14);

	private final SimulatedDatabase database = new SimulatedDatabase(this.world);

	private final SimulatedThreads threads = new SimulatedThreads(this.world);

	private final TestCode code = new TestCode().orchestrator("Counts", Integer.class, (context, input) -> {
		int count = (Integer) input;
		if (count < GENERATIONS) {
			context.continueAsNew(count + 1);
		}
		return count;
	});

	@Test
	void generationsThatEndFasterThanTheyAreDeletedAreDeletedTogether() {
		this.threads.letWait(Lane.CLIENTS, Duration.ofMinutes(1));
		SimulatedStore store = new SimulatedStore(this.world, this.database, () -> null, () -> null);
		DurableEngine engine = DurableEngine.builder(store.asStore(), this.code.registrations()).build(this.threads);
		engine.start();
		int before = this.threads.clientTasks();
		var start = engine.services()
			.newInstance("loop", "Counts", "", this.world.now(), null, TraceContext.NONE, Map.of(), "0");
		this.database.insert(start.unowned(), null);
		engine.events().storeChanged();
		this.world.runUntil(() -> this.database.instances.get(start.id()).completedAt != null, Duration.ofSeconds(50));
		assertThat(this.database.instances.get(start.id()).generation).isEqualTo(GENERATIONS);
		assertThat(this.threads.clientTasks() - before).isOne();
		this.world.runUntil(() -> false, Duration.ofMinutes(5));
		assertThat(this.database.turns(start.id()).values()).isNotEmpty()
			.allMatch((turn) -> turn.generation() == GENERATIONS);
	}

}
