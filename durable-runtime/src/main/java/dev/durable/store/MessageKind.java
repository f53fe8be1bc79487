package dev.durable.store;

/**
 * What a message in an inbox is.
 */
public enum MessageKind {

	/**
	 * External event: {@code name} and {@code payload} as JSON.
	 */
	EVENT,

	/**
	 * Result of a sub-orchestration: {@code taskId}, {@code generation} and
	 * {@code payload} as JSON.
	 */
	CHILD_COMPLETED,

	/**
	 * Failure of a sub-orchestration: {@code taskId}, {@code generation} and the failure
	 * as JSON in {@code payload}.
	 */
	CHILD_FAILED,

	/**
	 * Result of an activity that was handed over: {@code taskId}, {@code attempt},
	 * {@code generation} and {@code payload} as JSON.
	 */
	ACTIVITY_COMPLETED,

	/**
	 * Failure of an attempt that was handed over: {@code taskId}, {@code attempt},
	 * {@code generation} and the failure as JSON in {@code payload}.
	 */
	ACTIVITY_FAILED,

	/**
	 * Terminate, with the reason as plain text in {@code payload}.
	 */
	TERMINATE,

	/**
	 * Terminate with all children and theirs, with the reason as plain text in
	 * {@code payload}.
	 */
	TERMINATE_TREE,

	/**
	 * Suspend, with the reason as plain text in {@code payload}.
	 */
	SUSPEND,

	/**
	 * Resume, with the reason as plain text in {@code payload}.
	 */
	RESUME

}
