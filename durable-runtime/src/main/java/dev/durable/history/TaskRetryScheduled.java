package dev.durable.history;

import java.time.Instant;

/**
 * A failed activity will be tried again.
 *
 * @param taskId the number of the task
 * @param attempt the attempt to come, from 2
 * @param dueAt when
 */
public record TaskRetryScheduled(int taskId, int attempt, Instant dueAt) implements Decision {

}
