package dev.durable.observation;

import java.time.Duration;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;

/**
 * The meters of one activity.
 */
final class ActivityMeters {

	private final Timer completed;

	private final Timer failed;

	ActivityMeters(MeterRegistry registry, String name) {
		this.completed = timer(registry, name, "completed");
		this.failed = timer(registry, name, "failed");
	}

	private static Timer timer(MeterRegistry registry, String name, String outcome) {
		return Timer.builder("durable.activities")
			.description("Time that an attempt of an activity runs on this node")
			.tags("name", name, "outcome", outcome)
			.register(registry);
	}

	void ran(boolean hasCompleted, Duration time) {
		(hasCompleted ? this.completed : this.failed).record(time);
	}

}
