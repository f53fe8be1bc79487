package dev.durable;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

import org.jspecify.annotations.Nullable;

/**
 * Starts, watches and steers orchestration instances. Thread-safe.
 * <p>
 * Every method answers only after what it did is durable. Inside a transaction of the
 * application's {@code DataSource}, {@code start}, {@code raiseEvent} and what else is
 * sent to instances become part of that transaction and are durable when it is; inside a
 * transaction of anything else they refuse to work, because they could not be atomic with
 * it. {@code purge} deletes in transactions of its own.
 * <p>
 * The code of an orchestrator cannot use it, not even to read: nothing of it is recorded,
 * so a replay would do it again, or get another answer. On the thread of such code every
 * method throws an {@link IllegalStateException} that says what to use instead; on
 * threads that the code has begun itself that cannot be noticed. Activities may use all
 * of it.
 */
public interface OrchestrationClient {

	/**
	 * Start an instance with a random id.
	 * @param orchestratorName the orchestrator to run
	 * @param input its input, or {@code null}
	 * @return the instance id
	 * @throws OrchestratorNotRegisteredException if there is no such orchestrator
	 * @throws LimitExceededException if the input is too large
	 */
	default String start(String orchestratorName, @Nullable Object input) {
		return start(orchestratorName, input, StartOptions.DEFAULT);
	}

	/**
	 * Start an instance. Its code may run up to where it first waits before the start is
	 * durable, and in vain if the start is refused; what it calls runs only afterwards.
	 * @param orchestratorName the orchestrator to run
	 * @param input its input, or {@code null}
	 * @param options its id, version, start time and tags
	 * @return the instance id
	 * @throws IllegalArgumentException if the name or the id is not usable, or the start
	 * time is after the year 9999
	 * @throws InstanceAlreadyExistsException if the id is taken by an unfinished
	 * instance; the caller's transaction stays usable. A finished one is replaced.
	 * @throws OrchestratorNotRegisteredException if there is no such orchestrator
	 * @throws LimitExceededException if the input is too large
	 */
	String start(String orchestratorName, @Nullable Object input, StartOptions options);

	/**
	 * Return the status of an instance.
	 * @param instanceId the instance
	 * @return its status, or nothing if there is no such instance
	 */
	Optional<OrchestrationStatus> status(String instanceId);

	/**
	 * Explain why an instance is where it is: what it waits for and since when, who has
	 * it, and what stands in its way. Asks the database, whoever owns the instance, and
	 * changes nothing. Takes the orchestrator's code through the history once more if
	 * this node has it; so this costs about as much as bringing the instance into memory.
	 * @param instanceId the instance
	 * @return the reasons, or nothing if there is no such instance
	 */
	Optional<OrchestrationExplanation> explain(String instanceId);

	/**
	 * Send an external event to an instance. Events that nobody waits for yet are kept.
	 * @param instanceId the instance
	 * @param eventName the event's name; upper and lower case are the same. Neither
	 * {@code .} nor {@code ..}
	 * @param payload what comes with it, or {@code null}
	 * @throws IllegalArgumentException if the name is not usable
	 * @throws InstanceNotFoundException if there is no such instance
	 * @throws InstanceFinishedException if the instance has finished
	 * @throws TooManyEventsException if the instance keeps too many events already
	 * @throws LimitExceededException if the payload is too large
	 */
	void raiseEvent(String instanceId, String eventName, @Nullable Object payload);

	/**
	 * End an instance from outside, without its children.
	 * @param instanceId the instance
	 * @param reason why, or {@code null}
	 * @throws InstanceNotFoundException if there is no such instance
	 * @throws InstanceFinishedException if the instance has finished
	 * @see #terminate(String, String, boolean)
	 */
	default void terminate(String instanceId, @Nullable String reason) {
		terminate(instanceId, reason, false);
	}

	/**
	 * End an instance from outside. It stops before its next step; activities that run on
	 * the node that owns it are cancelled, all results are dropped. Each instance ends in
	 * a transaction of its own, which tells its children. An instance that finishes by
	 * itself before it takes the request in leaves its children alone.
	 * @param instanceId the instance
	 * @param reason why, or {@code null}
	 * @param recursive whether its unfinished children end too, and theirs
	 * @throws InstanceNotFoundException if there is no such instance
	 * @throws InstanceFinishedException if the instance has finished
	 */
	void terminate(String instanceId, @Nullable String reason, boolean recursive);

	/**
	 * Hold an instance: no further step is taken until it is resumed. Events that come
	 * meanwhile are kept. Does nothing if it is held already.
	 * @param instanceId the instance
	 * @param reason why, or {@code null}
	 * @throws InstanceNotFoundException if there is no such instance
	 * @throws InstanceFinishedException if the instance has finished
	 */
	void suspend(String instanceId, @Nullable String reason);

	/**
	 * Let a suspended instance go on. Does nothing if it is not held.
	 * @param instanceId the instance
	 * @param reason why, or {@code null}
	 * @throws InstanceNotFoundException if there is no such instance
	 * @throws InstanceFinishedException if the instance has finished
	 */
	void resume(String instanceId, @Nullable String reason);

	/**
	 * Let a failed instance go on: what led to the failure is run again, activities with
	 * a new series of attempts and failed children by being rewound themselves. What has
	 * completed is kept and does not run again. If nothing of that kind led to the
	 * failure, the code of the last turn runs again, which helps if it was corrected.
	 * Everything is durable at once or not at all. In a transaction of the application's
	 * {@code DataSource} it is part of that transaction.
	 * @param instanceId the instance
	 * @param reason why, or {@code null}
	 * @throws InstanceNotFoundException if there is no such instance
	 * @throws InstanceNotFailedException if the instance has not failed
	 */
	void rewind(String instanceId, @Nullable String reason);

	/**
	 * Start an instance again, with the name, version, input and tags that it has. After
	 * it has continued as new, its input is that of its last generation. The new instance
	 * has no parent and no start time. In a transaction of the application's
	 * {@code DataSource} it is part of that transaction.
	 * @param instanceId the instance
	 * @param newInstanceId whether the new instance gets a random id, whatever becomes of
	 * the given one. Otherwise it takes the place of the given one, which must have
	 * finished
	 * @return the id of the new instance
	 * @throws InstanceNotFoundException if there is no such instance
	 * @throws InstanceAlreadyExistsException if it was to be replaced and has not
	 * finished
	 */
	String restart(String instanceId, boolean newInstanceId);

	/**
	 * Delete a finished instance with its history.
	 * @param instanceId the instance
	 * @throws InstanceNotFoundException if there is no such instance
	 * @throws InstanceNotFinishedException if the instance has not finished
	 */
	void purge(String instanceId);

	/**
	 * List instances, newest first; with an id prefix, in the order of their ids. Every
	 * instance that meets the filter from the first page to the last is listed once,
	 * whatever happens to others meanwhile.
	 * @param query which instances, and how many at a time
	 * @return a page, and the token of the next one
	 * @throws IllegalArgumentException if a criterion is not usable, or the continuation
	 * token is not of a query with the same filter
	 */
	OrchestrationPage list(OrchestrationQuery query);

	/**
	 * Count the instances of the client's own task hub.
	 * @return by status and by orchestrator
	 */
	OrchestrationCounts counts();

	/**
	 * Delete all finished instances that meet a filter, with their histories. Unfinished
	 * ones are left alone, whatever the filter says, and so are those that somebody else
	 * changes at that moment. It is done in small transactions, so that an exception
	 * leaves deleted what was deleted before; the call can be repeated.
	 * @param filter which instances; at least one criterion besides the task hub
	 * @return how many instances this call has deleted
	 * @throws IllegalArgumentException if there is no criterion, or one is not usable
	 */
	long purge(OrchestrationFilter filter);

	/**
	 * Wait until an instance has finished.
	 * @param instanceId the instance
	 * @param timeout how long to wait at most, of any length
	 * @return its status; unfinished if the time ran out
	 * @throws InstanceNotFoundException if there is no such instance
	 * @throws IllegalStateException if called in the transaction that started the
	 * instance, which could never finish
	 */
	OrchestrationStatus waitForCompletion(String instanceId, Duration timeout);

	/**
	 * Wait until an instance has finished, without holding a thread. When the application
	 * begins to shut down the time is up.
	 * @param instanceId the instance
	 * @param timeout how long to wait at most, of any length
	 * @return its status, unfinished if the time ran out; or a failure as of
	 * {@link #waitForCompletion}
	 */
	CompletionStage<OrchestrationStatus> whenComplete(String instanceId, Duration timeout);

}
