package dev.durable.history;

import org.jspecify.annotations.Nullable;

/**
 * The orchestrator started a child.
 *
 * @param taskId the number of the task
 * @param name the orchestrator of the child
 * @param version its version, empty if it has none
 * @param instanceId the id of the child
 * @param input the input as JSON, or {@code null}
 */
public record SubOrchestrationCreated(int taskId, String name, String version, String instanceId,
		@Nullable String input) implements Decision {

}
