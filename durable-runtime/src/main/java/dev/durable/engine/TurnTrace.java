package dev.durable.engine;

import java.time.Duration;
import java.time.Instant;
import java.util.List;

import dev.durable.RuntimeStatus;
import dev.durable.engine.code.Execution;
import dev.durable.history.ExecutionCompleted;
import dev.durable.observation.EngineListener;
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
		@Nullable ExecutionCompleted completion) {

	/**
	 * Describe a turn that has run, before anything else happens to its execution.
	 */
	static TurnTrace of(InstanceRow row, int generation, Turn turn, Execution execution) {
		ExecutionCompleted completion = (execution.ending() instanceof ExecutionCompleted ended) ? ended : null;
		Instant begin = (row.startAt() != null && row.startAt().isAfter(row.createdAt())) ? row.startAt()
				: row.createdAt();
		return new TurnTrace(observed(row, generation), begin, turn.time(), execution.endedTasks(), completion);
	}

	static ObservedInstance observed(InstanceRow row, int generation) {
		return new ObservedInstance(row.id(), row.instanceId(), row.name(), row.version(), generation, row.trace());
	}

	void tell(OrchestrationTracing tracing, EngineListener listener) {
		this.tasks.forEach((task) -> tracing.ended(this.instance, task, this.end));
		if (this.completion != null) {
			RuntimeStatus status = this.completion.status();
			tracing.finished(this.instance, this.begin, this.end, status, this.completion.failure());
			InstanceLog.finished(this.instance, status, this.completion.failure());
			listener.finished(this.instance.name(), status, Duration.between(this.begin, this.end));
		}
	}

}
