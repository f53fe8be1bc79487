package dev.durable.history;

import java.time.Instant;

import org.jspecify.annotations.Nullable;

/**
 * The instance, or its next generation, was started. Always the first event of turn 0.
 *
 * @param name the orchestrator
 * @param version its version, empty if it has none
 * @param input the input as JSON, or {@code null}
 * @param startAt when code may run at the earliest, or {@code null}
 */
public record ExecutionStarted(String name, String version, @Nullable String input,
		@Nullable Instant startAt) implements Incident {

}
