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
	 * Delete a finished instance.
	 */
	PURGE,

	/**
	 * Return the description of the API.
	 */
	DESCRIBE

}
