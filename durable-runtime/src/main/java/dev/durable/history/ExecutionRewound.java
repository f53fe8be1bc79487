package dev.durable.history;

import java.util.List;

import org.jspecify.annotations.Nullable;

/**
 * The instance had failed and was told to go on. The turn that this is in was written
 * without code and consists of nothing else.
 *
 * @param reason why, or {@code null}
 * @param tasks the tasks whose failures are withdrawn. The code goes on from before the
 * first of these failures; if there is none, from before the turn in which it failed
 */
public record ExecutionRewound(@Nullable String reason, List<Integer> tasks) implements Incident {

	public ExecutionRewound {
		tasks = List.copyOf(tasks);
	}

}
