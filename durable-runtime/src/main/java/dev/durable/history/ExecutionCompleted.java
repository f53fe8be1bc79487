package dev.durable.history;

import java.util.List;

import dev.durable.FailureDetails;
import dev.durable.RuntimeStatus;
import org.jspecify.annotations.Nullable;

/**
 * The instance ended.
 *
 * @param status how: completed, failed or terminated
 * @param output the output as JSON, or {@code null}
 * @param failure why it failed, or {@code null}
 * @param failedTasks the tasks whose failures are among the causes
 */
public record ExecutionCompleted(RuntimeStatus status, @Nullable String output, @Nullable FailureDetails failure,
		List<Integer> failedTasks) implements Decision {

	public ExecutionCompleted {
		failedTasks = List.copyOf(failedTasks);
	}

	/**
	 * The instance ended, and not because of tasks.
	 * @param status how: completed, failed or terminated
	 * @param output the output as JSON, or {@code null}
	 * @param failure why it failed, or {@code null}
	 */
	public ExecutionCompleted(RuntimeStatus status, @Nullable String output, @Nullable FailureDetails failure) {
		this(status, output, failure, List.of());
	}

}
