package dev.durable;

import org.jspecify.annotations.Nullable;

/**
 * How to start a sub-orchestration.
 *
 * @param instanceId the id of the child, or {@code null} for one derived from the parent
 * @param version the version of the orchestrator to run, or {@code null} for the newest
 * that the node has
 */
public record SubOrchestrationOptions(@Nullable String instanceId, @Nullable String version) {

	/**
	 * A derived id and the newest version.
	 */
	public static final SubOrchestrationOptions DEFAULT = new SubOrchestrationOptions(null, null);

	/**
	 * Return these options with another id.
	 * @param instanceId the id of the child
	 * @return new options
	 */
	public SubOrchestrationOptions withInstanceId(String instanceId) {
		return new SubOrchestrationOptions(instanceId, this.version);
	}

	/**
	 * Return these options with another version.
	 * @param version the version of the orchestrator to run
	 * @return new options
	 */
	public SubOrchestrationOptions withVersion(String version) {
		return new SubOrchestrationOptions(this.instanceId, version);
	}

}
