package dev.durable;

/**
 * The instance id is taken by an instance that has not finished, or whose history is
 * still kept.
 */
public final class InstanceAlreadyExistsException extends DurableException {

	private static final long serialVersionUID = 1L;

	private final String instanceId;

	/**
	 * Create the exception.
	 * @param instanceId the instance that it is about
	 */
	public InstanceAlreadyExistsException(String instanceId) {
		super("There is an orchestration instance '" + instanceId
				+ "' already; use another id, or terminate or purge that one");
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
