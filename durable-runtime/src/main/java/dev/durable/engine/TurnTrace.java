package dev.durable.engine;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

import dev.durable.RuntimeStatus;
import dev.durable.engine.code.Execution;
import dev.durable.history.ExecutionCompleted;
import dev.durable.observation.EngineListener;
import dev.durable.observation.ObservedCompletion;
import dev.durable.observation.ObservedInstance;
import dev.durable.observation.ObservedTask;
import dev.durable.observation.OrchestrationTracing;
import dev.durable.store.InstanceRow;
import org.jspecify.annotations.Nullable;

/**
 * What a turn ends for those who follow the trace, to be told once the turn is durable.
 *
 * @param instance the instance
 * @param begin when the instance could begin
 * @param end the time of the turn
 * @param tasks the tasks that ended
 * @param completion how the orchestration finished, or {@code null} if it goes on
 */
record TurnTrace(ObservedInstance instance, Instant begin, Instant end, List<ObservedTask> tasks,
		@Nullable ObservedCompletion completion) {

	/**
	 * Describe a turn that has run, before anything else happens to its execution.
	 */
	static TurnTrace of(InstanceRow row, int generation, Turn turn, Execution execution) {
		Instant begin = (row.startAt() != null && row.startAt().isAfter(row.createdAt())) ? row.startAt()
				: row.createdAt();
		return new TurnTrace(observed(row, generation), begin, turn.time(), told(row, execution),
				(execution.ending() instanceof ExecutionCompleted ended)
						? new ObservedCompletion((row.rewoundAt() != null) ? row.rewoundAt() : begin, turn.time(),
								ended.status(), ended.failure(), execution.eventTraces())
						: null);
	}

	private static List<ObservedTask> told(InstanceRow row, Execution execution) {
		List<ObservedTask> all = execution.endedTasks();
		if (execution.ending() != null) {
			all = new ArrayList<>(all);
			// What they run, or the child that goes on, is a child of their spans
			all.addAll(execution.abandonedTasks());
		}
		Instant rewoundAt = row.rewoundAt();
		return (rewoundAt != null) ? all.stream().map((task) -> task.notBefore(rewoundAt)).toList() : all;
	}

	static ObservedInstance observed(InstanceRow row, int generation) {
		return new ObservedInstance(row.id(), row.instanceId(), row.name(), row.version(), generation, row.trace(),
				row.rewinds());
	}

	void tell(OrchestrationTracing tracing, EngineListener listener) {
		this.tasks.forEach((task) -> tracing.ended(this.instance, task, this.end));
		if (this.completion != null) {
			RuntimeStatus status = this.completion.status();
			tracing.finished(this.instance, this.completion);
			InstanceLog.finished(this.instance, status, this.completion.failure());
			listener.finished(this.instance.name(), status, Duration.between(this.begin, this.end));
		}
	}

}
