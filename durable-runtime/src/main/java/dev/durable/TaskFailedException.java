package dev.durable;

/**
 * An activity or a sub-orchestration failed for good. Thrown by {@link Task#await()}.
 */
public final class TaskFailedException extends DurableException {

	private static final long serialVersionUID = 1L;

	private final int taskId;

	private final String taskName;

	private final transient FailureDetails failure;

	/**
	 * Create the exception.
	 * @param taskId the number of the task in its orchestration
	 * @param taskName the name of the activity or orchestrator
	 * @param failure how it failed
	 */
	public TaskFailedException(int taskId, String taskName, FailureDetails failure) {
		super("Task '" + taskName + "' (#" + taskId + ") failed: " + failure);
		this.taskId = taskId;
		this.taskName = taskName;
		this.failure = failure;
	}

	/**
	 * Return the number of the task in its orchestration.
	 * @return the number
	 */
	public int taskId() {
		return this.taskId;
	}

	/**
	 * Return the name of the activity or orchestrator.
	 * @return the name
	 */
	public String taskName() {
		return this.taskName;
	}

	/**
	 * Return how it failed.
	 * @return type, message, stack trace and cause of the exception
	 */
	public FailureDetails failure() {
		return this.failure;
	}

}
