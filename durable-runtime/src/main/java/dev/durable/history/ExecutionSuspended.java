package dev.durable.history;

import org.jspecify.annotations.Nullable;

/**
 * The instance is held: what comes after this waits until it is resumed.
 *
 * @param reason why, or {@code null}
 */
public record ExecutionSuspended(@Nullable String reason) implements Incident {

}
