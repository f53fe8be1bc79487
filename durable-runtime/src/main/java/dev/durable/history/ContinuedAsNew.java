package dev.durable.history;

import org.jspecify.annotations.Nullable;

/**
 * The orchestrator ended this generation and begins the next.
 *
 * @param input the next generation's input as JSON, or {@code null}
 */
public record ContinuedAsNew(@Nullable String input) implements Decision {

}
