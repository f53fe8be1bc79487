package dev.durable.engine.why;

import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import dev.durable.FailureDetails;
import dev.durable.engine.code.HistoryTurn;
import dev.durable.history.Decision;
import dev.durable.history.ExecutionCompleted;
import dev.durable.history.ExecutionResumed;
import dev.durable.history.ExecutionRewound;
import dev.durable.history.ExecutionStarted;
import dev.durable.history.ExecutionSuspended;
import dev.durable.history.ExecutionTerminated;
import dev.durable.history.Incident;
import dev.durable.history.SubOrchestrationCompleted;
import dev.durable.history.SubOrchestrationCreated;
import dev.durable.history.SubOrchestrationFailed;
import dev.durable.history.TaskCompleted;
import dev.durable.history.TaskFailed;
import dev.durable.history.TaskRetryScheduled;
import dev.durable.history.TaskScheduled;
import dev.durable.history.TimerCreated;
import dev.durable.history.TimerFired;
import org.jspecify.annotations.Nullable;

/**
 * What history alone says, without the code: which tasks are open and since when, and
 * whether the instance is held.
 */
final class RecordedTasks {

	private final Map<Integer, RecordedTask> tasks = new LinkedHashMap<>();

	private @Nullable Instant startAt;

	private @Nullable Instant suspendedSince;

	private @Nullable String suspensionReason;

	private @Nullable String terminationReason;

	private @Nullable ExecutionCompleted completion;

	private Instant lastTime = Instant.EPOCH;

	private int lastTurn;

	RecordedTasks(List<HistoryTurn> turns) {
		for (HistoryTurn turn : turns) {
			this.lastTime = turn.time();
			this.lastTurn = turn.number();
			turn.incidents().forEach((incident) -> take(incident, turn.time()));
			turn.decisions().forEach((decision) -> take(decision, turn.time()));
		}
	}

	private void take(Incident incident, Instant time) {
		if (incident instanceof TaskCompleted completed) {
			end(completed.taskId(), completed.attempt(), null);
		}
		else if (incident instanceof TaskFailed failed) {
			end(failed.taskId(), failed.attempt(), failed.failure());
		}
		else if (incident instanceof SubOrchestrationCompleted completed) {
			end(completed.taskId(), 1, null);
		}
		else if (incident instanceof SubOrchestrationFailed failed) {
			end(failed.taskId(), 1, failed.failure());
		}
		else if (incident instanceof TimerFired fired) {
			end(fired.taskId(), 1, null);
		}
		else if (incident instanceof ExecutionStarted started) {
			this.startAt = started.startAt();
		}
		else if (incident instanceof ExecutionSuspended suspended && this.suspendedSince == null) {
			this.suspendedSince = time;
			this.suspensionReason = suspended.reason();
		}
		else if (incident instanceof ExecutionResumed) {
			this.suspendedSince = null;
		}
		else if (incident instanceof ExecutionTerminated terminated) {
			this.terminationReason = terminated.reason();
		}
		else if (incident instanceof ExecutionRewound rewound) {
			this.suspendedSince = null;
			this.completion = null;
			rewound.tasks().forEach((task) -> this.tasks.computeIfPresent(task, (id, failed) -> failed.reopened()));
		}
	}

	private void take(Decision decision, Instant time) {
		if (decision instanceof TaskScheduled scheduled) {
			add(RecordedTask.activity(scheduled.taskId(), scheduled.name(), time, scheduled.handedOver()));
		}
		else if (decision instanceof TaskRetryScheduled retry) {
			this.tasks.computeIfPresent(retry.taskId(),
					(id, task) -> task.retry(retry.attempt(), time, retry.dueAt(), retry.handedOver()));
		}
		else if (decision instanceof SubOrchestrationCreated created) {
			add(RecordedTask.child(created.taskId(), created.name(), created.version(), created.instanceId(), time));
		}
		else if (decision instanceof TimerCreated created) {
			add(RecordedTask.timer(created.taskId(), time, created.fireAt()));
		}
		else if (decision instanceof ExecutionCompleted completed) {
			this.completion = completed;
		}
	}

	private void add(RecordedTask task) {
		this.tasks.put(task.taskId(), task);
	}

	private void end(int taskId, int attempt, @Nullable FailureDetails failure) {
		this.tasks.computeIfPresent(taskId,
				(id, task) -> (task.open() && task.attempt() == attempt) ? task.ended(failure) : task);
	}

	@Nullable RecordedTask find(int taskId) {
		return this.tasks.get(taskId);
	}

	List<RecordedTask> open(RecordedTask.Kind kind) {
		return this.tasks.values().stream().filter((task) -> task.open() && task.kind() == kind).toList();
	}

	/**
	 * Return when code may run at the earliest, or {@code null} for at once.
	 */
	@Nullable Instant startAt() {
		return this.startAt;
	}

	/**
	 * Return since when the instance is held, or {@code null} if it is not.
	 */
	@Nullable Instant suspendedSince() {
		return this.suspendedSince;
	}

	@Nullable String suspensionReason() {
		return this.suspensionReason;
	}

	@Nullable String terminationReason() {
		return this.terminationReason;
	}

	@Nullable ExecutionCompleted completion() {
		return this.completion;
	}

	/**
	 * Return the time of the last turn.
	 */
	Instant lastTime() {
		return this.lastTime;
	}

	int lastTurn() {
		return this.lastTurn;
	}

}
