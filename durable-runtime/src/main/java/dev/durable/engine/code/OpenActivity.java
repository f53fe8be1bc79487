package dev.durable.engine.code;

import java.time.Instant;

import org.jspecify.annotations.Nullable;

/**
 * An attempt of an activity that has no outcome yet.
 *
 * @param taskId the number of the task
 * @param attempt the attempt, from 1
 * @param name the activity
 * @param input the input as JSON, or {@code null}
 * @param dueAt when it is to run, or {@code null} for at once
 * @param handedOver whether any node may run it, by its row in the store; else the node
 * that owns the instance does
 */
public record OpenActivity(int taskId, int attempt, String name, @Nullable String input, @Nullable Instant dueAt,
		boolean handedOver) {

	/**
	 * An attempt that the node which owns the instance runs.
	 * @param taskId the number of the task
	 * @param attempt the attempt, from 1
	 * @param name the activity
	 * @param input the input as JSON, or {@code null}
	 * @param dueAt when it is to run, or {@code null} for at once
	 */
	public OpenActivity(int taskId, int attempt, String name, @Nullable String input, @Nullable Instant dueAt) {
		this(taskId, attempt, name, input, dueAt, false);
	}

}
