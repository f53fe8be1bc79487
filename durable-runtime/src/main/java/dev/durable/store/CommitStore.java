package dev.durable.store;

import java.util.List;
import java.util.Set;

/**
 * Writing what the instances of a node have decided.
 */
public interface CommitStore extends AutoCloseable {

	/**
	 * Commit a group in one transaction, fenced by the node's row: either all of it is
	 * durable when this returns, or none of it ever will be.
	 * <p>
	 * Lock order: the node's row; all instance rows to be changed, by id; activity rows;
	 * messages. A plain turn locks no instance row. Statements wait for locks only for a
	 * short while.
	 * <p>
	 * Of a start whose id is taken nothing is written, its first run neither. One that
	 * was written before, by the same surrogate id, counts as committed and is not
	 * written again.
	 * <p>
	 * Only one thread at a time calls this. Implementations may keep a connection of
	 * their own for it until {@link #close()}.
	 * @param node the node that owns the instances
	 * @param group the commits, at most one for each instance
	 * @return what became of them
	 * @throws NodeFencedException if the node's row is gone
	 * @throws ServerRestartedException if acknowledged turns may have been lost
	 * @throws StoreException if the transaction failed; the kind tells whether anything
	 * may have happened. {@code DEFINITE} when a turn exists already, or when a consumed
	 * message is not there
	 */
	CommitResult commit(long node, List<InstanceCommit> group);

	/**
	 * Find out which commits of a group cannot be written now, because others have locked
	 * an instance row that they have to lock, or hold the key of an instance that they
	 * insert. Writes nothing, and waits for nobody but a few milliseconds for each key.
	 * <p>
	 * Other locks are not seen, and whatever is seen may have changed when this returns.
	 * Only one thread at a time calls this or {@link #commit}.
	 * @param group the commits, at most one for each instance
	 * @return the surrogate ids of the instances whose commits would wait
	 * @throws StoreException if that could not be found out
	 */
	Set<Long> blocked(List<InstanceCommit> group);

	/**
	 * After an unknown outcome: wait until no transaction of this node is under way any
	 * more, by locking its row once against them.
	 * @param node the node
	 * @throws NodeFencedException if the node's row is gone
	 */
	void awaitInFlight(long node);

	/**
	 * Close this although another thread may be in one of its methods. What that writes
	 * is committed as a whole, or not at all, as after a lost connection.
	 */
	void abandon();

	@Override
	void close();

}
