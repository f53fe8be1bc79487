package dev.durable;

/**
 * The operation needs an instance that has failed.
 */
public final class InstanceNotFailedException extends DurableException {

	private static final long serialVersionUID = 1L;

	private final String instanceId;

	private final RuntimeStatus runtimeStatus;

	/**
	 * Create the exception.
	 * @param instanceId the instance that it is about
	 * @param runtimeStatus the status that it has
	 */
	public InstanceNotFailedException(String instanceId, RuntimeStatus runtimeStatus) {
		super("Orchestration instance '" + instanceId + "' has not failed, it is " + runtimeStatus.displayName());
		this.instanceId = instanceId;
		this.runtimeStatus = runtimeStatus;
	}

	/**
	 * Return the instance that this is about.
	 * @return the instance id
	 */
	public String instanceId() {
		return this.instanceId;
	}

	/**
	 * Return the status of the instance.
	 * @return the status
	 */
	public RuntimeStatus runtimeStatus() {
		return this.runtimeStatus;
	}

}
