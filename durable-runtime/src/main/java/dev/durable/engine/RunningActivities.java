package dev.durable.engine;

import java.time.Instant;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;

import org.jspecify.annotations.Nullable;

/**
 * The activities whose code runs on this node, so that they can be told that nobody wants
 * their results any more.
 */
final class RunningActivities {

	private final boolean interrupts;

	private final Supplier<Instant> clock;

	private final Map<Long, Map<Cancellation, Begun>> byInstance = new ConcurrentHashMap<>();

	/**
	 * Create the collection.
	 * @param interrupts whether threads may be interrupted
	 * @param clock tells database time
	 */
	RunningActivities(boolean interrupts, Supplier<Instant> clock) {
		this.interrupts = interrupts;
		this.clock = clock;
	}

	/**
	 * Run the code of an activity.
	 * @return its result
	 * @throws Throwable what it has thrown
	 */
	@Nullable Object run(ActivityCall call, ActivityDefinition.Code code, @Nullable Object input) throws Throwable {
		Cancellation cancellation = call.cancellation();
		this.byInstance.compute(call.instance(), (id, running) -> {
			Map<Cancellation, Begun> all = (running != null) ? running : new ConcurrentHashMap<>();
			all.put(cancellation, new Begun(call, this.clock.get()));
			return all;
		});
		cancellation.begin();
		try {
			return code.run(call, input);
		}
		finally {
			cancellation.end();
			this.byInstance.computeIfPresent(call.instance(), (id, running) -> {
				running.remove(cancellation);
				return running.isEmpty() ? null : running;
			});
		}
	}

	/**
	 * An instance was terminated: its activities may stop.
	 */
	void cancel(long instance) {
		Map<Cancellation, Begun> running = this.byInstance.get(instance);
		if (running != null) {
			running.keySet().forEach((cancellation) -> cancellation.cancel(this.interrupts));
		}
	}

	/**
	 * The process ends: interrupt whatever runs, if threads may be interrupted.
	 */
	void interruptAll() {
		if (!this.interrupts) {
			return;
		}
		this.byInstance.values().forEach((running) -> running.keySet().forEach(Cancellation::interrupt));
	}

	/**
	 * Return since when an attempt runs here, or {@code null} if it does not.
	 */
	@Nullable Instant since(long instance, int generation, int taskId, int attempt) {
		for (Begun begun : this.byInstance.getOrDefault(instance, Map.of()).values()) {
			ActivityCall call = begun.call;
			if (call.generation() == generation && call.taskId() == taskId && call.attempt() == attempt) {
				return begun.since;
			}
		}
		return null;
	}

	/**
	 * An activity whose code has begun.
	 */
	private record Begun(ActivityCall call, Instant since) {

	}

}
