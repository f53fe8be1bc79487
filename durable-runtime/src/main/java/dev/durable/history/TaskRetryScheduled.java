package dev.durable.history;

import java.time.Instant;

/**
 * A failed activity will be tried again.
 *
 * @param taskId the number of the task
 * @param attempt the attempt to come, from 2
 * @param dueAt when
 * @param handedOver whether any node may run it; else the one that owns the instance does
 */
public record TaskRetryScheduled(int taskId, int attempt, Instant dueAt, boolean handedOver) implements Decision {

	/**
	 * A failed activity will be tried again on the node that owns the instance.
	 * @param taskId the number of the task
	 * @param attempt the attempt to come, from 2
	 * @param dueAt when
	 */
	public TaskRetryScheduled(int taskId, int attempt, Instant dueAt) {
		this(taskId, attempt, dueAt, false);
	}

}
