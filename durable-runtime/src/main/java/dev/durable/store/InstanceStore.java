package dev.durable.store;

import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

import dev.durable.InstanceFinishedException;
import dev.durable.InstanceNotFinishedException;
import dev.durable.InstanceNotFoundException;
import dev.durable.TooManyEventsException;
import org.jspecify.annotations.Nullable;

/**
 * What clients do with instances, whoever owns them. Not fenced.
 */
public interface InstanceStore {

	/**
	 * Return whether the current thread is in a transaction that writes have to join.
	 * @return {@code true} if a transaction of exactly this store's {@code DataSource} is
	 * active, {@code false} if none is active
	 * @throws IllegalStateException if a transaction of something else is active, which
	 * writes could not be atomic with; the message names the remedy
	 */
	boolean isInCallerTransaction();

	/**
	 * Insert an instance, not owned by anybody: in the caller's transaction if there is
	 * one, else in one of its own. A finished instance of that id is replaced: renamed,
	 * and purged later.
	 * @param start the instance
	 * @param afterCommit runs once it is durable, in the caller's transaction for every
	 * completion but a rollback
	 * @return whether it was inserted; {@code false} if the id is taken by an unfinished
	 * instance, with the caller's transaction still usable
	 */
	boolean insert(NewInstance start, Runnable afterCommit);

	/**
	 * Insert an instance, not owned by anybody, in the place of a finished one: lock that
	 * one, check that it still has the id and has finished, rename it, insert. In the
	 * caller's transaction if there is one, else in one of its own. The replaced instance
	 * is purged later.
	 * @param finished the surrogate id of the instance to replace
	 * @param start the instance, with the same id
	 * @param afterCommit runs once it is durable, in the caller's transaction for every
	 * completion but a rollback
	 * @return whether it was inserted; {@code false} if the other instance does not have
	 * the id any more, or is not finished
	 */
	boolean replace(long finished, NewInstance start, Runnable afterCommit);

	/**
	 * Let finished instances go on: lock all instances concerned in the order of their
	 * ids, check that each is as it was seen, then append the turns and make the
	 * instances running, unowned and due. In the caller's transaction if there is one,
	 * else in one of its own.
	 * @param reopening what to do
	 * @param afterCommit runs once it is durable, in the caller's transaction for every
	 * completion but a rollback
	 * @return whether it was done; {@code false} if an instance is not as it was seen,
	 * and then nothing has changed
	 */
	boolean reopen(Reopening reopening, Runnable afterCommit);

	/**
	 * Put a message into an inbox: lock the receiver, check its status, insert, set its
	 * wake-up to now. In the caller's transaction, just before it commits, if there is
	 * one (existence and status are checked at once); else in one of its own, and that
	 * may make the sender's node the owner of a receiver that nobody owns: fenced by the
	 * node's row, without a wake-up, since the node knows. A node whose row is gone owns
	 * nothing by that, and the message is sent all the same.
	 * @param taskHub the task hub
	 * @param instanceId the receiver
	 * @param message the content
	 * @param inboxLimit how many messages its inbox may have
	 * @param claimant the sender's node, if that takes on what nobody owns. It is up to
	 * the store whether it makes use of that
	 * @param afterCommit gets the receiver once the message is durable
	 * @throws InstanceNotFoundException if there is no such instance
	 * @throws InstanceFinishedException if it has finished
	 * @throws TooManyEventsException if its inbox is full
	 */
	void send(String taskHub, String instanceId, Message message, int inboxLimit, @Nullable Claimant claimant,
			Consumer<Receiver> afterCommit);

	/**
	 * Look for messages to an instance. Those that were acknowledged before this is
	 * asked, and not consumed since, are seen.
	 * @param instance the surrogate id of the receiver
	 * @return whether there are any
	 */
	boolean hasMessages(long instance);

	/**
	 * Find an instance.
	 * @param taskHub the task hub
	 * @param instanceId the id
	 * @return the instance
	 */
	Optional<InstanceSummary> find(String taskHub, String instanceId);

	/**
	 * Read the history of an instance's current generation.
	 * @param taskHub the task hub
	 * @param instanceId the id
	 * @return the turns in order, none if there is no such instance
	 */
	List<TurnRow> history(String taskHub, String instanceId);

	/**
	 * Read all that tells why an instance is where it is, without locking anything. In
	 * the caller's transaction if there is one; else in one of its own and all from one
	 * snapshot.
	 * @param taskHub the task hub
	 * @param instanceId the id
	 * @return what is recorded of the instance
	 */
	Optional<InstanceEvidence> inspect(String taskHub, String instanceId);

	/**
	 * Delete a finished instance with its history: lock the row, delete the children in
	 * small batches, the row last.
	 * @param taskHub the task hub
	 * @param instanceId the id
	 * @throws InstanceNotFoundException if there is no such instance
	 * @throws InstanceNotFinishedException if it has not finished
	 */
	void purge(String taskHub, String instanceId);

	/**
	 * Delete some of what is left of replaced instances and of old generations.
	 * @param limit how many rows of history at most
	 * @return how many rows were deleted; fewer than the limit when nothing is left
	 */
	int purgeLeftovers(int limit);

	/**
	 * Delete the history of generations before the given one.
	 * @param instance the surrogate id of the instance
	 * @param generation the generation to keep
	 */
	void purgeGenerationsBefore(long instance, int generation);

}
