package dev.durable.history;

/**
 * The time of a durable timer came.
 *
 * @param taskId the number of the task
 */
public record TimerFired(int taskId) implements Incident {

}
