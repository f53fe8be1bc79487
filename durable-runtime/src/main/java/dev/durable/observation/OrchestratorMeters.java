package dev.durable.observation;

import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

import dev.durable.RuntimeStatus;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;

/**
 * The meters of one orchestrator.
 */
final class OrchestratorMeters {

	private static final String NAME = "name";

	private static final String OUTCOME = "outcome";

	private final MeterRegistry registry;

	private final String name;

	private final Counter started;

	private final Timer turn;

	private final Counter replayed;

	private final Map<RuntimeStatus, Ends> ends = new ConcurrentHashMap<>();

	OrchestratorMeters(MeterRegistry registry, String name) {
		this.registry = registry;
		this.name = name;
		this.started = Counter.builder("durable.orchestrations.started")
			.description("Instances that were created by this node")
			.baseUnit("instances")
			.tag(NAME, name)
			.register(registry);
		this.turn = Timer.builder("durable.turn")
			.description("Time that the code of a turn runs, without its commit")
			.tag(NAME, name)
			.register(registry);
		this.replayed = Counter.builder("durable.replay.events")
			.description("Events of histories that were replayed")
			.baseUnit("events")
			.tag(NAME, name)
			.register(registry);
	}

	void started() {
		this.started.increment();
	}

	void turnRan(Duration time) {
		this.turn.record(time);
	}

	void replayed(int events) {
		this.replayed.increment(events);
	}

	void finished(RuntimeStatus outcome, Duration time) {
		Ends of = this.ends.computeIfAbsent(outcome, this::ends);
		of.completed.increment();
		of.duration.record(time);
	}

	private Ends ends(RuntimeStatus outcome) {
		String tag = outcome.displayName().toLowerCase(Locale.ROOT);
		return new Ends(
				Counter.builder("durable.orchestrations.completed")
					.description("Instances that have finished on this node, by outcome")
					.baseUnit("instances")
					.tags(NAME, this.name, OUTCOME, tag)
					.register(this.registry),
				Timer.builder("durable.orchestrations.duration")
					.description("Time from creation, or start time, to the end of an instance")
					.tags(NAME, this.name, OUTCOME, tag)
					.register(this.registry));
	}

	/**
	 * The meters of one outcome.
	 */
	private record Ends(Counter completed, Timer duration) {

	}

}
