package dev.durable.engine;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

import dev.durable.RuntimeStatus;
import dev.durable.Task;
import dev.durable.TraceContext;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for where many children run, on virtual time.
 */
class ChildrenRoomTests {

	private static final int CHILDREN = 50;

	private static final int CAPACITY = 10;

	private final SimulatedWorld world = new SimulatedWorld(15);

	private final SimulatedDatabase database = new SimulatedDatabase(this.world);

	private final TestCode code = new TestCode().orchestrator("Child", (context, input) -> {
		context.createTimer(Duration.ofSeconds(1)).await();
		return "done";
	}).orchestrator("Parent", (context, input) -> {
		List<Task<String>> children = new ArrayList<>();
		for (int i = 0; i < CHILDREN; i++) {
			children.add(context.callSubOrchestration("Child", null, String.class));
		}
		return context.allOf(children).await().size();
	});

	@Test
	void aNodeTakesOnNoMoreChildrenThanItHasRoomFor() {
		SimulatedStore store = new SimulatedStore(this.world, this.database, () -> null, () -> null);
		DurableEngine engine = DurableEngine.builder(store.asStore(), this.code.registrations())
			.settings(EngineSettings.defaults().withConcurrency(CAPACITY, 4))
			.build(new SimulatedThreads(this.world));
		engine.start();
		var start = engine.services()
			.newInstance("parent", "Parent", "", this.world.now(), null, TraceContext.NONE, Map.of(), null);
		this.database.insert(start.unowned(), null);
		engine.events().storeChanged();
		int[] most = new int[1];
		this.world.runUntil(() -> {
			most[0] = Math.max(most[0], engine.services().cache().claimed());
			return this.database.instances.get(start.id()).completedAt != null;
		}, Duration.ofMinutes(2));
		assertThat(this.database.instances).hasSize(CHILDREN + 1);
		assertThat(this.database.instances.values()).allMatch((row) -> row.status == RuntimeStatus.COMPLETED);
		assertThat(most[0]).isLessThanOrEqualTo(CAPACITY);
		assertThat(this.world.violations()).isEmpty();
	}

}
