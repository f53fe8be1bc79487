package dev.durable.history;

import dev.durable.FailureDetails;
import dev.durable.RuntimeStatus;
import org.jspecify.annotations.Nullable;

/**
 * The instance ended.
 *
 * @param status how: completed, failed or terminated
 * @param output the output as JSON, or {@code null}
 * @param failure why it failed, or {@code null}
 */
public record ExecutionCompleted(RuntimeStatus status, @Nullable String output,
		@Nullable FailureDetails failure) implements Decision {

}
