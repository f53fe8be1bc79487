package dev.durable.store;

import java.time.Instant;
import java.util.List;
import java.util.Set;

import org.jspecify.annotations.Nullable;

/**
 * Membership: which nodes live, and taking over from those that do not. All methods run
 * in transactions of their own and fail with {@link StoreException}.
 */
public interface NodeStore {

	/**
	 * Join: insert a row under an id that was never used before.
	 * @param name a name for people
	 * @return the node's id
	 */
	long join(String name);

	/**
	 * Renew the heartbeat of a node, in database time.
	 * @param node the node
	 * @return the time in the database, or {@code null} if the node's row is gone; the
	 * row is never inserted anew
	 */
	@Nullable Instant renew(long node);

	/**
	 * Return all nodes.
	 * @return the nodes
	 */
	List<NodeRow> nodes();

	/**
	 * Return the nodes that own instances or activities without having a row.
	 * @return their ids
	 */
	Set<Long> ownersWithoutRow();

	/**
	 * Delete the rows of nodes that cannot live because this process has the database for
	 * itself, as with an H2 file: those of earlier processes. To be called before
	 * joining.
	 * @return the ids of the deleted nodes, whose instances are still to be cleared
	 */
	Set<Long> certainlyDead();

	/**
	 * First step of a takeover: delete a node's row and commit. Waits for transactions of
	 * that node that are under way, under a lock timeout; when that expires, ends the
	 * sessions that block it and tries again. Nothing happens if the row is gone.
	 * @param node the node
	 */
	void remove(long node);

	/**
	 * Second step of a takeover, in a transaction of its own: of the instances that the
	 * removed node owns, make some unowned and due at once; of the activities that it has
	 * claimed, make some free. To be repeated until nothing is left. Skips rows that are
	 * locked.
	 * @param node the removed node
	 * @param limit how many of each at most
	 * @return how many were cleared
	 */
	int clearOwner(long node, int limit);

	/**
	 * Return whether a removed node still owns instances or activities.
	 * @param node the node
	 * @return whether there is something left to clear
	 */
	boolean ownsAny(long node);

}
