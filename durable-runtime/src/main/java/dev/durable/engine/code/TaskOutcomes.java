package dev.durable.engine.code;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

import dev.durable.history.Decision;
import dev.durable.history.ExecutionCompleted;
import dev.durable.history.Incident;
import dev.durable.history.SubOrchestrationCompleted;
import dev.durable.history.SubOrchestrationCreated;
import dev.durable.history.SubOrchestrationFailed;
import dev.durable.history.TaskCompleted;
import dev.durable.history.TaskFailed;
import dev.durable.history.TaskRetryScheduled;

/**
 * What became of the tasks of an instance that has ended.
 */
public final class TaskOutcomes {

	private final Map<Integer, Decision> tasks = new LinkedHashMap<>();

	private final Map<Integer, Integer> decidedIn;

	private final Map<Integer, Integer> failedIn = new LinkedHashMap<>();

	private final Set<Integer> answered = new HashSet<>();

	private final List<Integer> causes = new ArrayList<>();

	TaskOutcomes(List<Decision> decisions, List<Stage> stages, Set<String> retries, Map<Integer, Integer> decidedIn) {
		this.decidedIn = decidedIn;
		for (Decision decision : decisions) {
			if (EarlierDecisions.taskId(decision) > 0) {
				this.tasks.put(EarlierDecisions.taskId(decision), decision);
			}
			else if (decision instanceof ExecutionCompleted completed) {
				this.causes.addAll(completed.failedTasks());
			}
		}
		for (Stage stage : stages) {
			for (Incident incident : stage.incidents()) {
				int failed = failedTask(incident, stage, retries);
				if (this.tasks.containsKey(failed) && !this.answered.contains(failed)) {
					this.failedIn.putIfAbsent(failed, stage.turn());
					this.answered.add(failed);
				}
				else if (incident instanceof SubOrchestrationCompleted completed) {
					this.answered.add(completed.taskId());
				}
				else if (incident instanceof TaskCompleted completed) {
					this.answered.add(completed.taskId());
				}
			}
		}
	}

	/**
	 * Return the task that an incident is the final failure of, or 0.
	 */
	static int failedTask(Incident incident, Stage stage, Set<String> retries) {
		if (incident instanceof TaskFailed failed) {
			return retries.contains(attempt(failed.taskId(), failed.attempt() + 1)) ? 0 : failed.taskId();
		}
		return (incident instanceof SubOrchestrationFailed failed && !stage.withdrawn().contains(failed.taskId()))
				? failed.taskId() : 0;
	}

	static void addRetry(Decision decision, Set<String> retries) {
		if (decision instanceof TaskRetryScheduled retry) {
			retries.add(attempt(retry.taskId(), retry.attempt()));
		}
	}

	private static String attempt(int taskId, int attempt) {
		return taskId + "/" + attempt;
	}

	/**
	 * Return the tasks whose failures led to the failure of the instance: those that its
	 * exception names or, if it names none, all that have failed. A child that may have
	 * been started because of another of these failures is left out, because that would
	 * not be started again.
	 * @return the numbers of the tasks, in the order in which they failed
	 */
	public List<Integer> culprits() {
		List<Integer> failed = new ArrayList<>(this.failedIn.keySet());
		if (failed.stream().anyMatch(this.causes::contains)) {
			failed.retainAll(this.causes);
		}
		int first = failed.isEmpty() ? 0 : this.failedIn.getOrDefault(failed.get(0), 0);
		failed.removeIf((task) -> this.tasks.get(task) instanceof SubOrchestrationCreated
				&& this.decidedIn.getOrDefault(task, 0) >= first && this.failedIn.getOrDefault(task, 0) > first);
		return failed;
	}

	/**
	 * Return the children that have been started and count.
	 * @return the children
	 */
	public List<SubOrchestrationCreated> children() {
		List<SubOrchestrationCreated> children = new ArrayList<>();
		this.tasks.values().forEach((decision) -> {
			if (decision instanceof SubOrchestrationCreated created) {
				children.add(created);
			}
		});
		return children;
	}

	/**
	 * Return whether the answer of a child has been delivered.
	 * @param taskId the number of the task
	 * @return whether the outcome of the task is recorded
	 */
	public boolean isAnswered(int taskId) {
		return this.answered.contains(taskId);
	}

}
