package dev.durable.history;

import org.jspecify.annotations.Nullable;

/**
 * An activity completed.
 *
 * @param taskId the number of the task
 * @param attempt the attempt that did it, from 1
 * @param result the result as JSON, or {@code null}
 */
public record TaskCompleted(int taskId, int attempt, @Nullable String result) implements Incident {

}
