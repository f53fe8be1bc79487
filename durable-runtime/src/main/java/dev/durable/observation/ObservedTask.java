package dev.durable.observation;

import java.time.Instant;

import dev.durable.FailureDetails;
import org.jspecify.annotations.Nullable;

/**
 * A task of an orchestration that has come to its end, or that nobody waits for any more.
 *
 * @param kind what it was
 * @param taskId its number
 * @param name what was called, empty for timers
 * @param childInstanceId the instance of a sub-orchestration, or {@code null}
 * @param begin when the turn that called it ran
 * @param fireAt when a timer was to fire, or {@code null}
 * @param failure why it failed, or {@code null} if it did not
 * @param abandoned whether the orchestration has ended without its outcome
 */
public record ObservedTask(Kind kind, int taskId, String name, @Nullable String childInstanceId, Instant begin,
		@Nullable Instant fireAt, @Nullable FailureDetails failure, boolean abandoned) {

	/**
	 * Return this with a later beginning.
	 * @param earliest when it began at the earliest
	 * @return this or the same task, begun then
	 */
	public ObservedTask notBefore(Instant earliest) {
		return this.begin.isBefore(earliest) ? new ObservedTask(this.kind, this.taskId, this.name, this.childInstanceId,
				earliest, this.fireAt, this.failure, this.abandoned) : this;
	}

	/**
	 * What a task can be.
	 */
	public enum Kind {

		/**
		 * Call of an activity, all attempts together.
		 */
		ACTIVITY,

		/**
		 * Sub-orchestration.
		 */
		SUB_ORCHESTRATION,

		/**
		 * Timer that has fired.
		 */
		TIMER

	}

}
