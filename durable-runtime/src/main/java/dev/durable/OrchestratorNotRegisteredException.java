package dev.durable;

import java.util.List;

/**
 * The application has no orchestrator of that name and version.
 */
public final class OrchestratorNotRegisteredException extends DurableException {

	private static final long serialVersionUID = 1L;

	private final String orchestratorName;

	private final transient List<String> registeredOrchestrators;

	/**
	 * Create the exception.
	 * @param orchestratorName the name that was asked for
	 * @param registeredOrchestrators the names that exist
	 */
	public OrchestratorNotRegisteredException(String orchestratorName, List<String> registeredOrchestrators) {
		super("There is no orchestrator '" + orchestratorName + "'; registered are " + registeredOrchestrators);
		this.orchestratorName = orchestratorName;
		this.registeredOrchestrators = List.copyOf(registeredOrchestrators);
	}

	/**
	 * Return the name that was asked for.
	 * @return the name
	 */
	public String orchestratorName() {
		return this.orchestratorName;
	}

	/**
	 * Return the names that exist, in order.
	 * @return the names, with {@code @(version)} where they have one
	 */
	public List<String> registeredOrchestrators() {
		return this.registeredOrchestrators;
	}

}
