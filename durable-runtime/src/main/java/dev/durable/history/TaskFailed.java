package dev.durable.history;

import dev.durable.FailureDetails;

/**
 * One attempt of an activity failed.
 *
 * @param taskId the number of the task
 * @param attempt the attempt, from 1
 * @param failure how it failed
 */
public record TaskFailed(int taskId, int attempt, FailureDetails failure) implements Incident {

}
