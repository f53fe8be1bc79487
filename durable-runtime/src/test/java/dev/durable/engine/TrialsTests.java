package dev.durable.engine;

import java.time.Duration;
import java.util.Map;
import java.util.function.Supplier;

import dev.durable.RuntimeStatus;
import dev.durable.TraceContext;
import dev.durable.engine.EngineThreads.Lane;
import dev.durable.store.Suspicion;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link Trials} on virtual time.
 */
class TrialsTests {

	private static final int SUSPECTS = 40;

	private static final Duration LONG = Duration.ofMinutes(5);

	private final SimulatedWorld world = new SimulatedWorld(13);

	private final SimulatedDatabase database = new SimulatedDatabase(this.world);

	private final TestCode code = new TestCode().activity("Work", Void.class, (context, input) -> "done")
		.orchestrator("Works", (context, input) -> context.callActivity("Work", null, String.class).await());

	/**
	 * As after the second power cut: each of them works for longer than a trial lasts.
	 */
	@Test
	void howManySuspectsThereAreDoesNotMakeLooksMoreFrequent() {
		leaveSuspectsBehind();
		SimulatedThreads threads = new SimulatedThreads(this.world);
		threads.letWait(Lane.ACTIVITIES, LONG);
		DurableEngine engine = start(threads);
		this.world.runUntil(() -> engine.services().cache().size() == SUSPECTS, Duration.ofMinutes(2));
		assertThat(engine.services().cache().size()).isEqualTo(SUSPECTS);
		// a trial lasts a second, with a look every ten milliseconds
		assertThat(threads.timers()).isLessThan(200 * SUSPECTS);
		assertThat(this.world.violations()).isEmpty();
	}

	@Test
	void aTrialWhoseEndThereIsNoMemoryForDoesNotKeepTheOthersWaiting() {
		leaveSuspectsBehind();
		boolean[] begun = new boolean[1];
		int[] missing = { 1 };
		DurableEngine engine = start(new SimulatedThreads(this.world), () -> {
			begun[0] |= this.database.instances.values().stream().anyMatch((row) -> row.suspicion.trials() > 0);
			return (begun[0] && missing[0]-- > 0) ? Fault.NO_MEMORY : null;
		});
		this.world.runUntil(() -> isEverythingDone(), Duration.ofMinutes(5));
		assertThat(isEverythingDone()).isTrue();
		assertThat(engine.services().cache().size()).isZero();
	}

	private boolean isEverythingDone() {
		return this.database.instances.values().stream().allMatch((row) -> row.status == RuntimeStatus.COMPLETED);
	}

	private void leaveSuspectsBehind() {
		SimulatedThreads threads = new SimulatedThreads(this.world);
		threads.letWait(Lane.ACTIVITIES, LONG);
		DurableEngine earlier = start(threads);
		for (int i = 0; i < SUSPECTS; i++) {
			this.database.insert(earlier.services()
				.newInstance("order-" + i, "Works", "", this.world.now(), null, TraceContext.NONE, Map.of(), null)
				.unowned(), null);
		}
		earlier.events().storeChanged();
		this.world.runUntil(() -> false, Duration.ofSeconds(5));
		long node = earlier.services().node().id();
		threads.kill();
		this.database.nodes.remove(node);
		this.database.clearOwner(node, SUSPECTS);
		this.database.instances.values().forEach((row) -> row.suspicion = new Suspicion(2, 1, 0));
	}

	private DurableEngine start(SimulatedThreads threads) {
		return start(threads, () -> null);
	}

	private DurableEngine start(SimulatedThreads threads, Supplier<Fault> faults) {
		SimulatedStore store = new SimulatedStore(this.world, this.database, () -> null, faults);
		DurableEngine engine = DurableEngine.builder(store.asStore(), this.code.registrations()).build(threads);
		engine.start();
		return engine;
	}

}
