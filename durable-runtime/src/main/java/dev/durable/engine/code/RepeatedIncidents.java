package dev.durable.engine.code;

import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import dev.durable.history.Incident;
import dev.durable.history.SubOrchestrationCompleted;
import dev.durable.history.SubOrchestrationFailed;
import dev.durable.history.TaskCompleted;
import dev.durable.history.TaskFailed;
import dev.durable.history.TaskRetryScheduled;
import dev.durable.history.TimerFired;
import org.jspecify.annotations.Nullable;

/**
 * What is special about incidents that happen again after a rewind: failures are
 * withdrawn, history says which failed attempts were followed by others, and outcomes are
 * kept for tasks that the code begins later than it did before.
 */
final class RepeatedIncidents {

	private final Map<Integer, List<Incident>> early = new HashMap<>();

	private Instant now = Instant.EPOCH;

	private @Nullable Stage stage;

	private @Nullable EarlierDecisions earlier;

	void begin(Stage stage, EarlierDecisions earlier, Instant now) {
		this.stage = stage;
		this.earlier = earlier;
		this.now = now;
	}

	void end() {
		this.stage = null;
		this.earlier = null;
		this.early.clear();
	}

	boolean isUnderWay() {
		return this.stage != null;
	}

	/**
	 * Return whether an incident is the failure of a child that is to answer again.
	 */
	boolean isWithdrawn(Incident incident) {
		return this.stage != null && incident instanceof SubOrchestrationFailed failed
				&& this.stage.withdrawn().contains(failed.taskId());
	}

	/**
	 * Return whether a failure ended its task and does not count any more.
	 */
	boolean isFinalAndWithdrawn(TaskFailed failed) {
		return this.stage != null && this.stage.withdrawn().contains(failed.taskId()) && earlierRetry(failed) == null;
	}

	/**
	 * Return the retry that follows a failed attempt.
	 */
	Optional<TaskRetryScheduled> retry(TaskFailed failed) {
		if (isFinalAndWithdrawn(failed)) {
			return Optional.of(new TaskRetryScheduled(failed.taskId(), failed.attempt() + 1, this.now));
		}
		return Optional.ofNullable(earlierRetry(failed));
	}

	private @Nullable TaskRetryScheduled earlierRetry(TaskFailed failed) {
		return (this.earlier != null) ? this.earlier.retry(failed.taskId(), failed.attempt() + 1) : null;
	}

	/**
	 * Keep an incident if its task has not begun again yet.
	 */
	boolean isEarly(Incident incident) {
		int taskId = taskId(incident);
		if (this.earlier == null || !this.earlier.contains(taskId)) {
			return false;
		}
		this.early.computeIfAbsent(taskId, (task) -> new ArrayList<>()).add(incident);
		return true;
	}

	/**
	 * Return what has been kept for a task.
	 */
	List<Incident> take(int taskId) {
		List<Incident> kept = this.early.remove(taskId);
		return (kept != null) ? kept : List.of();
	}

	private static int taskId(Incident incident) {
		if (incident instanceof TaskCompleted completed) {
			return completed.taskId();
		}
		if (incident instanceof TaskFailed failed) {
			return failed.taskId();
		}
		if (incident instanceof SubOrchestrationCompleted completed) {
			return completed.taskId();
		}
		if (incident instanceof SubOrchestrationFailed failed) {
			return failed.taskId();
		}
		return (incident instanceof TimerFired fired) ? fired.taskId() : 0;
	}

}
