package dev.durable.engine;

import java.util.Collection;
import java.util.function.Supplier;

import dev.durable.OrchestrationStatus;
import dev.durable.engine.code.OpenActivity;
import dev.durable.store.Claimant;
import dev.durable.store.NewInstance;
import dev.durable.store.Receiver;
import dev.durable.store.Release;
import org.jspecify.annotations.Nullable;

/**
 * What the instances in memory ask of their engine.
 */
interface InstanceEvents {

	/**
	 * Commit something.
	 */
	void submit(PendingCommit commit);

	/**
	 * Commit something, on this thread if that is possible: it would only wait otherwise.
	 */
	void submitHere(PendingCommit commit);

	/**
	 * Commit something.
	 * @param here whether this thread would only wait otherwise, so that it may commit
	 */
	default void submit(PendingCommit commit, boolean here) {
		if (here) {
			submitHere(commit);
		}
		else {
			submit(commit);
		}
	}

	/**
	 * An instance has been inserted that the node owns.
	 * @param parentInstanceId the instance that it is a sub-orchestration of, or
	 * {@code null}
	 */
	void inserted(NewInstance inserted, @Nullable String parentInstanceId, long node);

	/**
	 * Make an instance that is about to be started.
	 * @return the instance, or {@code null} if the node will not own it
	 */
	@Nullable LiveInstance starting(NewInstance start);

	/**
	 * An instance that the node owns has been started.
	 * @param instance the instance whose code runs already, or {@code null} if there is
	 * none
	 */
	void started(long id, @Nullable LiveInstance instance, long node);

	/**
	 * There is something in the store that any node may claim.
	 */
	void storeChanged();

	/**
	 * There may be activities in the store for this node to claim.
	 */
	void activitiesHandedOver();

	/**
	 * There are messages in inboxes.
	 */
	void messagesSent(Collection<Long> receivers);

	/**
	 * Return the node as one that takes on what it sends messages to.
	 */
	Claimant claimant();

	/**
	 * A message of a client is durable.
	 */
	void sent(Receiver receiver);

	/**
	 * Nobody knows whether a message of a client is durable, so the node may own what it
	 * does not know of.
	 */
	void maybeSent();

	/**
	 * An instance has been given back.
	 */
	void released(Release release);

	/**
	 * An instance has left memory although this node may still own it.
	 */
	void reload(long id);

	/**
	 * There may be more in the inbox of an instance in memory than it has read.
	 */
	void reloadInbox(LiveInstance instance);

	/**
	 * An instance has finished.
	 * @param status gives its status, as the store has it now
	 */
	void finished(String instanceId, Supplier<OrchestrationStatus> status);

	/**
	 * An instance was ended from outside; its activities may still run.
	 */
	void terminated(long id);

	/**
	 * An older generation's history is of no use any more.
	 */
	void continuedAsNew(long id, int generation);

	/**
	 * Run an attempt of an activity that a generation has called.
	 * @param awaited whether the code waits for it and for nothing else
	 */
	void run(LiveInstance instance, OpenActivity activity, int generation, boolean awaited);

}
