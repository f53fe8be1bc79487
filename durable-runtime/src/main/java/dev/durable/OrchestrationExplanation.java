package dev.durable;

import java.time.Instant;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import org.jspecify.annotations.Nullable;

/**
 * Why an instance is where it is, as any node can tell.
 *
 * @param instanceId the instance
 * @param name the orchestrator
 * @param version its version, or {@code null} if it has none
 * @param runtimeStatus its status
 * @param generation how often it has continued as new
 * @param summary the reasons in a sentence or two, for people
 * @param at the line of the orchestrator's code that waits, in the form of a stack trace,
 * or {@code null} if that is not known
 * @param reasons the reasons, the most important first; at most a hundred
 * @param moreReasons how many reasons were left out
 * @param anyOf whether one of what is awaited is enough for the code to go on
 * @param bufferedEvents the events that have come and that nobody has received, by name
 * @param owner the node that owns the instance, or {@code null} if none does
 * @param basis what the answer was made from
 * @param limitation why the code was not looked at, or {@code null} if it was or need not
 * be
 * @param lastUpdatedTime when the instance was last written
 * @param time the database's time when all of this was so
 */
public record OrchestrationExplanation(String instanceId, String name, @Nullable String version,
		RuntimeStatus runtimeStatus, int generation, String summary, @Nullable String at, List<Reason> reasons,
		int moreReasons, boolean anyOf, Map<String, Integer> bufferedEvents, Reason.@Nullable Node owner, Basis basis,
		@Nullable String limitation, Instant lastUpdatedTime, Instant time) {

	public OrchestrationExplanation {
		reasons = List.copyOf(reasons);
		bufferedEvents = Collections.unmodifiableMap(new LinkedHashMap<>(bufferedEvents));
	}

	/**
	 * What an explanation is made from.
	 */
	public enum Basis {

		/**
		 * History, and the code that was taken through it. All that is open is listed,
		 * and what the code awaits of it is known.
		 */
		CODE,

		/**
		 * History alone. External events that the code waits for are not in it.
		 */
		HISTORY

	}

}
