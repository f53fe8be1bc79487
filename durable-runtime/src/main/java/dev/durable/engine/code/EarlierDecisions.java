package dev.durable.engine.code;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Predicate;

import dev.durable.history.Decision;
import dev.durable.history.SubOrchestrationCreated;
import dev.durable.history.TaskRetryScheduled;
import dev.durable.history.TaskScheduled;
import dev.durable.history.TimerCreated;
import org.jspecify.annotations.Nullable;

/**
 * The decisions that were taken between the turn to which an instance was rewound and the
 * rewind. The code takes them again or does not; those that it does not are abandoned.
 */
final class EarlierDecisions {

	private final Map<Integer, Decision> byTask = new LinkedHashMap<>();

	private final Map<Integer, List<TaskRetryScheduled>> retries = new HashMap<>();

	EarlierDecisions(List<Decision> decisions) {
		for (Decision decision : decisions) {
			// What was handed over was withdrawn when the instance failed
			if (decision instanceof TaskRetryScheduled retry) {
				this.retries.computeIfAbsent(retry.taskId(), (task) -> new ArrayList<>())
					.add(new TaskRetryScheduled(retry.taskId(), retry.attempt(), retry.dueAt()));
			}
			else if (decision instanceof TaskScheduled task) {
				this.byTask.put(task.taskId(), new TaskScheduled(task.taskId(), task.name(), task.input()));
			}
			else if (taskId(decision) > 0) {
				this.byTask.put(taskId(decision), decision);
			}
		}
	}

	/**
	 * Return the number of the task that a decision has begun, or 0.
	 */
	static int taskId(Decision decision) {
		if (decision instanceof TaskScheduled scheduled) {
			return scheduled.taskId();
		}
		if (decision instanceof TimerCreated created) {
			return created.taskId();
		}
		return (decision instanceof SubOrchestrationCreated created) ? created.taskId() : 0;
	}

	static Predicate<Decision> activity(String name, @Nullable String input) {
		return (decision) -> decision instanceof TaskScheduled scheduled && scheduled.name().equals(name)
				&& Objects.equals(scheduled.input(), input);
	}

	/**
	 * Return the task of the first of these decisions that fits and was not taken again
	 * yet, or 0.
	 */
	int find(Predicate<Decision> same) {
		return this.byTask.entrySet()
			.stream()
			.filter((entry) -> same.test(entry.getValue()))
			.map(Map.Entry::getKey)
			.findFirst()
			.orElse(0);
	}

	boolean contains(int taskId) {
		return this.byTask.containsKey(taskId);
	}

	/**
	 * Return a decision that is taken again.
	 */
	@Nullable Decision take(int taskId) {
		return this.byTask.remove(taskId);
	}

	@Nullable TaskRetryScheduled retry(int taskId, int attempt) {
		return this.retries.getOrDefault(taskId, List.of())
			.stream()
			.filter((retry) -> retry.attempt() == attempt)
			.findFirst()
			.orElse(null);
	}

}
