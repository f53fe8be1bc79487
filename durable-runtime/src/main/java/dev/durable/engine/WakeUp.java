package dev.durable.engine;

import java.time.Instant;
import java.util.stream.Stream;

import dev.durable.engine.code.Execution;
import dev.durable.engine.code.OpenActivity;
import dev.durable.engine.code.OpenTimer;
import org.jspecify.annotations.Nullable;

/**
 * When an instance with nothing to do has something to do again by the clock.
 */
final class WakeUp {

	private WakeUp() {
	}

	/**
	 * Return the earliest of timers, retries and start time, or {@code null}. Attempts
	 * that are handed over wake whoever claims them, and the instance by their result. A
	 * suspended instance is woken by who resumes it, and does not begin before.
	 */
	static @Nullable Instant next(Execution execution) {
		Stream<Instant> timers = execution.openTimers().stream().map(OpenTimer::fireAt);
		Stream<Instant> retries = execution.openActivities()
			.stream()
			.filter((activity) -> !activity.handedOver())
			.flatMap((activity) -> Stream.ofNullable(activity.dueAt()));
		Stream<Instant> start = Stream.ofNullable(execution.isSuspended() ? null : execution.notBefore());
		return Stream.of(timers, retries, start).flatMap((times) -> times).min(Instant::compareTo).orElse(null);
	}

	/**
	 * Return whether an activity runs on this node, or is to run before a time.
	 */
	static boolean hasActivitiesBefore(Execution execution, Instant time) {
		return execution.openActivities().stream().anyMatch((activity) -> isBefore(activity, time));
	}

	private static boolean isBefore(OpenActivity activity, Instant time) {
		return !activity.handedOver() && (activity.dueAt() == null || activity.dueAt().isBefore(time));
	}

}
