package dev.durable.engine.code;

import java.time.Instant;

import dev.durable.TraceContext;
import org.jspecify.annotations.Nullable;

/**
 * Which run of which instance an execution is.
 *
 * @param id the surrogate id of the instance
 * @param instanceId the id that users know
 * @param createdAt when the instance was created, exactly as its row has it
 * @param name the orchestrator
 * @param version its version, empty if it has none
 * @param generation the generation, from 0
 * @param parentInstanceId the id of the parent, or {@code null}
 * @param trace the trace context that the instance was started with
 */
public record ExecutionInfo(long id, String instanceId, Instant createdAt, String name, String version, int generation,
		@Nullable String parentInstanceId, TraceContext trace) {

	/**
	 * Return the run that follows when this one continues as new.
	 * @return the next generation
	 */
	public ExecutionInfo nextGeneration() {
		return new ExecutionInfo(this.id, this.instanceId, this.createdAt, this.name, this.version, this.generation + 1,
				this.parentInstanceId, this.trace);
	}

}
