package dev.durable;

/**
 * There is no orchestration instance with the given id.
 */
public final class InstanceNotFoundException extends DurableException {

	private static final long serialVersionUID = 1L;

	private final String instanceId;

	/**
	 * Create the exception.
	 * @param instanceId the instance that it is about
	 */
	public InstanceNotFoundException(String instanceId) {
		super("There is no orchestration instance '" + instanceId + "'");
		this.instanceId = instanceId;
	}

	/**
	 * Return the instance that this is about.
	 * @return the instance id
	 */
	public String instanceId() {
		return this.instanceId;
	}

}
