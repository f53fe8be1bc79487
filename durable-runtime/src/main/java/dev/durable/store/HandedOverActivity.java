package dev.durable.store;

import java.time.Instant;

import dev.durable.TraceContext;
import org.jspecify.annotations.Nullable;

/**
 * An attempt of an activity that any node may run.
 *
 * @param instance the surrogate id of the instance that called it
 * @param generation the generation that called it
 * @param taskId the number of the task
 * @param attempt the attempt, from 1
 * @param taskHub the task hub
 * @param name the activity
 * @param dueAt when it may run at the earliest
 * @param input the input as JSON, or {@code null}
 * @param trace the trace context of the call; its baggage is that of the instance
 */
public record HandedOverActivity(long instance, int generation, int taskId, int attempt, String taskHub, String name,
		Instant dueAt, @Nullable String input, TraceContext trace) {

}
