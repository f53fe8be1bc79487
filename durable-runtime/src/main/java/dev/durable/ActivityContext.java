package dev.durable;

/**
 * What an activity can know about the call that it serves. An activity method gets it by
 * declaring a parameter of this type.
 */
public interface ActivityContext {

	/**
	 * Return the id of the orchestration instance that called this activity.
	 * @return the instance id
	 */
	String instanceId();

	/**
	 * Return the name by which the activity was called.
	 * @return the activity's name
	 */
	String activityName();

	/**
	 * Return the number of the call within its orchestration.
	 * @return the task number, from 1
	 */
	int taskId();

	/**
	 * Return which attempt of the call this is, as counted by its {@link RetryPolicy}. A
	 * repetition after a crash is the same attempt.
	 * @return the attempt, from 1
	 */
	int attempt();

	/**
	 * Return a key that is the same for every attempt and every repetition of this call,
	 * and that no other call has. Hand it to services that recognise repeated requests.
	 * @return the key, at most 80 characters
	 */
	String idempotencyKey();

	/**
	 * Return whether the instance was terminated while this activity runs on the node
	 * that owns the instance, so that nobody wants the result any more. Long activities
	 * ask this now and then. The thread is also interrupted, except on an embedded H2
	 * file, which an interrupt would close for the whole application.
	 * @return whether the activity may stop
	 */
	default boolean isCancelled() {
		return false;
	}

	/**
	 * Return the trace context of the orchestration.
	 * @return the trace context, {@link TraceContext#NONE} when there is none
	 */
	TraceContext traceContext();

}
