package dev.durable.history;

import org.jspecify.annotations.Nullable;

/**
 * The instance goes on after it was held.
 *
 * @param reason why, or {@code null}
 */
public record ExecutionResumed(@Nullable String reason) implements Incident {

}
