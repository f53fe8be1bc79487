package dev.durable.history;

import org.jspecify.annotations.Nullable;

/**
 * The instance was ended from outside.
 *
 * @param reason why, or {@code null}
 * @param recursive whether its children end with it
 */
public record ExecutionTerminated(@Nullable String reason, boolean recursive) implements Incident {

	/**
	 * The instance was ended, but not its children.
	 * @param reason why, or {@code null}
	 */
	public ExecutionTerminated(@Nullable String reason) {
		this(reason, false);
	}

}
