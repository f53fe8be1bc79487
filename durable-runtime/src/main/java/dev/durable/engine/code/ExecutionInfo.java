package dev.durable.engine.code;

import org.jspecify.annotations.Nullable;

/**
 * Which run of which instance an execution is.
 *
 * @param id the surrogate id of the instance
 * @param instanceId the id that users know
 * @param name the orchestrator
 * @param version its version, empty if it has none
 * @param generation the generation, from 0
 * @param parentInstanceId the id of the parent, or {@code null}
 */
public record ExecutionInfo(long id, String instanceId, String name, String version, int generation,
		@Nullable String parentInstanceId) {

}
