package dev.durable.benchmark.system;

import org.jspecify.annotations.Nullable;

/**
 * Data of a task of {@link DbSchedulerSystem}.
 *
 * @param remaining how many activities remain, this one included
 * @param payload input of this one
 */
record ChainedStep(int remaining, String payload) {

	/**
	 * Perform the activity.
	 * @return the next step, or {@code null} if there is none
	 */
	@Nullable ChainedStep next(ActivityBody activity) {
		String result = activity.perform(this.payload);
		return (this.remaining > 1) ? new ChainedStep(this.remaining - 1, result) : null;
	}

}
