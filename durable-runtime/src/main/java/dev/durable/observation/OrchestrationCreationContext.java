package dev.durable.observation;

import java.util.HashMap;
import java.util.Map;
import java.util.Objects;

import io.micrometer.observation.transport.Kind;
import io.micrometer.observation.transport.SenderContext;

/**
 * {@link SenderContext} of the creation of an orchestration instance.
 */
public final class OrchestrationCreationContext extends SenderContext<Map<String, String>> {

	private final String orchestrator;

	private final String version;

	private final String instanceId;

	/**
	 * Create a context.
	 * @param orchestrator the orchestrator
	 * @param version its version, empty if it has none
	 * @param instanceId the id of the new instance
	 */
	public OrchestrationCreationContext(String orchestrator, String version, String instanceId) {
		super((carrier, name, value) -> Objects.requireNonNull(carrier).put(name, value), Kind.PRODUCER);
		setCarrier(new HashMap<>(4));
		this.orchestrator = orchestrator;
		this.version = version;
		this.instanceId = instanceId;
	}

	/**
	 * Return the orchestrator.
	 * @return its name
	 */
	public String getOrchestrator() {
		return this.orchestrator;
	}

	/**
	 * Return the version of the orchestrator.
	 * @return the version, empty if it has none
	 */
	public String getVersion() {
		return this.version;
	}

	/**
	 * Return the id of the new instance.
	 * @return the instance id
	 */
	public String getInstanceId() {
		return this.instanceId;
	}

}
