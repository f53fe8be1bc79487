package dev.durable.engine;

import java.time.Duration;
import java.util.Map;

import dev.durable.InstanceNotFoundException;
import dev.durable.RuntimeStatus;
import dev.durable.TraceContext;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for {@link InstanceRewind} while others do something to the instance.
 */
class InstanceRewindTests {

	private final SimulatedWorld world = new SimulatedWorld(17);

	private final SimulatedDatabase database = new SimulatedDatabase(this.world);

	private final TestCode code = new TestCode().orchestrator("Fails", (context, input) -> {
		throw new IllegalStateException("for a test");
	});

	@Test
	void whatIsPurgedMeanwhileIsNotThere() {
		SimulatedStore store = new SimulatedStore(this.world, this.database, () -> null, () -> null);
		DurableEngine engine = DurableEngine.builder(store.asStore(), this.code.registrations())
			.build(new SimulatedThreads(this.world));
		engine.start();
		var start = engine.services()
			.newInstance("order", "Fails", "", this.world.now(), null, TraceContext.NONE, Map.of(), null);
		this.database.insert(start.unowned(), null);
		engine.events().storeChanged();
		this.world.runUntil(() -> false, Duration.ofSeconds(5));
		assertThat(this.database.instances.get(start.id()).status).isEqualTo(RuntimeStatus.FAILED);
		store.beforeHistories(() -> engine.client().purge("order"));
		assertThatExceptionOfType(InstanceNotFoundException.class)
			.isThrownBy(() -> engine.client().rewind("order", "again"));
	}

}
