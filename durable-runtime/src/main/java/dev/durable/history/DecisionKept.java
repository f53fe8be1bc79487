package dev.durable.history;

/**
 * After a rewind the code took a decision again that it had taken before: the task and
 * what has come of it stand.
 *
 * @param taskId the number of the task
 */
public record DecisionKept(int taskId) implements Decision {

}
