package dev.durable.history;

import org.jspecify.annotations.Nullable;

/**
 * A sub-orchestration completed.
 *
 * @param taskId the number of the task
 * @param result the child's output as JSON, or {@code null}
 */
public record SubOrchestrationCompleted(int taskId, @Nullable String result) implements Incident {

}
