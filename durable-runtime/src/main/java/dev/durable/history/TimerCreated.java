package dev.durable.history;

import java.time.Instant;

/**
 * The orchestrator set a durable timer, by itself or as the time limit of an event.
 *
 * @param taskId the number of the task
 * @param fireAt when
 */
public record TimerCreated(int taskId, Instant fireAt) implements Decision {

}
