package dev.durable.history;

import org.jspecify.annotations.Nullable;

/**
 * The instance was ended from outside.
 *
 * @param reason why, or {@code null}
 */
public record ExecutionTerminated(@Nullable String reason) implements Incident {

}
