package dev.durable;

/**
 * Where an orchestration instance is in its life.
 */
public enum RuntimeStatus {

	/**
	 * Accepted, but no code has run yet.
	 */
	PENDING("Pending", false),

	/**
	 * Running or waiting.
	 */
	RUNNING("Running", false),

	/**
	 * Held by an operator, or by the engine because code and history do not fit or the
	 * instance seems to kill its nodes.
	 */
	SUSPENDED("Suspended", false),

	/**
	 * About to run again with new input and a fresh history.
	 */
	CONTINUED_AS_NEW("ContinuedAsNew", false),

	/**
	 * Ended with an output.
	 */
	COMPLETED("Completed", true),

	/**
	 * Ended with an exception.
	 */
	FAILED("Failed", true),

	/**
	 * Ended from outside.
	 */
	TERMINATED("Terminated", true),

	/**
	 * Ended before it began.
	 */
	CANCELED("Canceled", true);

	private final String displayName;

	private final boolean finished;

	RuntimeStatus(String displayName, boolean finished) {
		this.displayName = displayName;
		this.finished = finished;
	}

	/**
	 * Return the name as the management API writes it, such as {@code ContinuedAsNew}.
	 * @return the name for people and programs outside
	 */
	public String displayName() {
		return this.displayName;
	}

	/**
	 * Return whether an instance with this status has ended.
	 * @return whether nothing more will happen
	 */
	public boolean isFinished() {
		return this.finished;
	}

}
