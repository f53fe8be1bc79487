package dev.durable.store;

import dev.durable.RuntimeStatus;

/**
 * A sub-orchestration that has not finished.
 *
 * @param instanceId the id that users know
 * @param status its status
 * @param generation the generation of the parent that started it
 * @param taskId the parent's task that it answers
 */
public record UnfinishedChild(String instanceId, RuntimeStatus status, int generation, int taskId) {

}
