package dev.durable.history;

import dev.durable.FailureDetails;

/**
 * A sub-orchestration failed, was terminated, or could not be started.
 *
 * @param taskId the number of the task
 * @param failure how it failed
 */
public record SubOrchestrationFailed(int taskId, FailureDetails failure) implements Incident {

}
