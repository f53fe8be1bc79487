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
 * @param parentInstanceId the id that the parent had, which may be gone since, or
 * {@code null} if there is none or an earlier version of this library has not kept it
 */
public record ExecutionStarted(String name, String version, @Nullable String input, @Nullable Instant startAt,
		@Nullable String parentInstanceId) implements Incident {

	/**
	 * Create the start of an instance without a parent.
	 * @param name the orchestrator
	 * @param version its version, empty if it has none
	 * @param input the input as JSON, or {@code null}
	 * @param startAt when code may run at the earliest, or {@code null}
	 */
	public ExecutionStarted(String name, String version, @Nullable String input, @Nullable Instant startAt) {
		this(name, version, input, startAt, null);
	}

}
