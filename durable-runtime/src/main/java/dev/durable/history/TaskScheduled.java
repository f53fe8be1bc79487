package dev.durable.history;

import org.jspecify.annotations.Nullable;

/**
 * The orchestrator called an activity.
 *
 * @param taskId the number of the task
 * @param name the activity
 * @param input the input as JSON, or {@code null}
 * @param handedOver whether any node may run it; else the one that owns the instance does
 */
public record TaskScheduled(int taskId, String name, @Nullable String input, boolean handedOver) implements Decision {

	/**
	 * The orchestrator called an activity, which runs on the node that owns the instance.
	 * @param taskId the number of the task
	 * @param name the activity
	 * @param input the input as JSON, or {@code null}
	 */
	public TaskScheduled(int taskId, String name, @Nullable String input) {
		this(taskId, name, input, false);
	}

}
