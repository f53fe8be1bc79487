package dev.durable.engine.why;

import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import dev.durable.engine.code.AwaitedTasks;
import dev.durable.engine.code.CodeDifference;
import dev.durable.engine.code.EventWait;
import dev.durable.engine.code.Execution;
import dev.durable.engine.code.OpenActivity;
import dev.durable.engine.code.OpenTimer;
import org.jspecify.annotations.Nullable;

/**
 * What the code of an instance is about after its last recorded turn.
 *
 * @param limitation why that is not known, or {@code null} if it is
 * @param difference where the code does not fit the history, or {@code null}
 * @param awaited what the code cannot go on without, or {@code null} if it does not wait
 * @param events the events that the code has begun to wait for
 * @param activities the activities without an outcome
 * @param timers the timers that have not fired
 * @param maxAttempts how many attempts activities have at most, by task
 * @param bufferedEvents how many events nobody has received, by name
 * @param goesOn whether the code has something to do although nothing new has come
 * @param at the line that waits, or {@code null} if that is not known
 */
record ReplayedCode(@Nullable String limitation, @Nullable CodeDifference difference, @Nullable AwaitedTasks awaited,
		List<EventWait> events, List<OpenActivity> activities, List<OpenTimer> timers,
		Map<Integer, Integer> maxAttempts, Map<String, Integer> bufferedEvents, boolean goesOn, @Nullable String at) {

	/**
	 * The code was not looked at.
	 */
	static ReplayedCode unknown(String limitation) {
		return new ReplayedCode(limitation, null, null, List.of(), List.of(), List.of(), Map.of(), Map.of(), false,
				null);
	}

	/**
	 * The code does not fit.
	 */
	static ReplayedCode differs(@Nullable CodeDifference difference) {
		return new ReplayedCode("its code on this node does not fit its history", difference, null, List.of(),
				List.of(), List.of(), Map.of(), Map.of(), false, null);
	}

	/**
	 * The code has come to the end of history.
	 */
	static ReplayedCode of(Execution execution, @Nullable String at) {
		Collection<OpenActivity> activities = execution.openActivities();
		Map<Integer, Integer> maxAttempts = new HashMap<>();
		activities.forEach((activity) -> maxAttempts.put(activity.taskId(), execution.maxAttempts(activity.taskId())));
		Map<String, Integer> buffered = new LinkedHashMap<>();
		execution.unreceivedEvents().forEach((event) -> buffered.merge(event.name(), 1, Integer::sum));
		AwaitedTasks awaited = execution.awaited();
		boolean firstRun = !execution.isCodeStarted() && !execution.isSuspended() && execution.notBefore() == null;
		return new ReplayedCode(null, null, awaited, execution.eventWaits(), List.copyOf(activities),
				List.copyOf(execution.openTimers()), maxAttempts, buffered, firstRun || execution.hasReleasable(),
				(awaited != null) ? at : null);
	}

	boolean isKnown() {
		return this.limitation == null;
	}

}
