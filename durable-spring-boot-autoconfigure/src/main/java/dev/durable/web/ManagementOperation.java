package dev.durable.web;

/**
 * What can be done over HTTP.
 */
public enum ManagementOperation {

	/**
	 * Start an instance.
	 */
	START,

	/**
	 * Return the status of an instance.
	 */
	STATUS,

	/**
	 * Explain why an instance is where it is.
	 */
	WHY,

	/**
	 * List instances.
	 */
	LIST,

	/**
	 * Count instances.
	 */
	COUNTS,

	/**
	 * Send an external event to an instance.
	 */
	RAISE_EVENT,

	/**
	 * End an instance.
	 */
	TERMINATE,

	/**
	 * Hold an instance.
	 */
	SUSPEND,

	/**
	 * Let a held instance go on.
	 */
	RESUME,

	/**
	 * Let a failed instance go on.
	 */
	REWIND,

	/**
	 * Start an instance again.
	 */
	RESTART,

	/**
	 * Delete a finished instance.
	 */
	PURGE,

	/**
	 * Delete all finished instances that meet a filter.
	 */
	PURGE_MANY,

	/**
	 * Return the description of the API.
	 */
	DESCRIBE;

	/**
	 * Return whether it changes nothing.
	 * @return whether it only reads
	 */
	boolean isSafe() {
		return this == STATUS || this == WHY || this == LIST || this == COUNTS || this == DESCRIBE;
	}

}
