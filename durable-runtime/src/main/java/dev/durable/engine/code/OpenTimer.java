package dev.durable.engine.code;

import java.time.Instant;

/**
 * A timer that has not fired yet.
 *
 * @param taskId the number of the task
 * @param fireAt when it is to fire
 */
public record OpenTimer(int taskId, Instant fireAt) {

}
