package dev.durable.history;

/**
 * A call of the orchestrator was refused and nothing was scheduled, because it was too
 * large. Recorded so that it is refused again on replay, whatever the limits are then.
 *
 * @param taskId the number of the task; negative if it was not to become one but a custom
 * status or the input of the next run
 * @param message what the orchestrator was told
 */
public record CallRefused(int taskId, String message) implements Decision {

}
