package dev.durable.engine;

import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

import org.jspecify.annotations.Nullable;

/**
 * The activities whose code runs on this node, so that they can be told that nobody wants
 * their results any more.
 */
final class RunningActivities {

	private final boolean interrupts;

	private final Map<Long, Set<Cancellation>> byInstance = new ConcurrentHashMap<>();

	/**
	 * Create the collection.
	 * @param interrupts whether threads may be interrupted
	 */
	RunningActivities(boolean interrupts) {
		this.interrupts = interrupts;
	}

	/**
	 * Run the code of an activity.
	 * @return its result
	 * @throws Throwable what it has thrown
	 */
	@Nullable Object run(ActivityCall call, ActivityDefinition.Code code, @Nullable Object input) throws Throwable {
		Cancellation cancellation = call.cancellation();
		this.byInstance.compute(call.instance(), (id, running) -> {
			Set<Cancellation> all = (running != null) ? running : ConcurrentHashMap.newKeySet();
			all.add(cancellation);
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
		Set<Cancellation> running = this.byInstance.get(instance);
		if (running != null) {
			running.forEach((cancellation) -> cancellation.cancel(this.interrupts));
		}
	}

}
