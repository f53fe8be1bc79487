package dev.durable;

/**
 * More external events wait in an instance than it may buffer.
 */
public final class TooManyEventsException extends DurableException {

	private static final long serialVersionUID = 1L;

	private final String instanceId;

	/**
	 * Create the exception.
	 * @param instanceId the instance that it is about
	 * @param limit how many it may buffer
	 */
	public TooManyEventsException(String instanceId, int limit) {
		super("Orchestration instance '" + instanceId + "' has " + limit
				+ " unprocessed messages, which is the limit (durable.limits.max-buffered-events)");
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
