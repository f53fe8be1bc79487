package dev.durable.history;

import org.jspecify.annotations.Nullable;

/**
 * The orchestrator called an activity.
 *
 * @param taskId the number of the task
 * @param name the activity
 * @param input the input as JSON, or {@code null}
 */
public record TaskScheduled(int taskId, String name, @Nullable String input) implements Decision {

}
