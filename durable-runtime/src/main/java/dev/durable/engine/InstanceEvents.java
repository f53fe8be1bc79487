package dev.durable.engine;

import dev.durable.engine.code.OpenActivity;
import dev.durable.store.NewInstance;

/**
 * What the instances in memory ask of their engine.
 */
interface InstanceEvents {

	/**
	 * Commit something.
	 */
	void submit(PendingCommit commit);

	/**
	 * An instance has been inserted that the node owns.
	 */
	void inserted(NewInstance child, long node);

	/**
	 * There may be something in the store for this node to claim or to read.
	 */
	void storeChanged();

	/**
	 * There may be activities in the store for this node to claim.
	 */
	void activitiesHandedOver();

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
	 */
	void finished(String instanceId);

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
	 */
	void run(LiveInstance instance, OpenActivity activity, int generation);

}
