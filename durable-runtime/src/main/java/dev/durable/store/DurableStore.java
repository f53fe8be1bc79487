package dev.durable.store;

/**
 * Where instances, history and messages are kept. The only part of the library that knows
 * a database; nodes share nothing else.
 * <p>
 * All parts are thread-safe except {@link CommitStore}. Times are database times in
 * microseconds.
 */
public interface DurableStore {

	/**
	 * Return membership.
	 * @return the part that knows the nodes
	 */
	NodeStore nodes();

	/**
	 * Return claims.
	 * @return the part that takes and loads instances
	 */
	ClaimStore claims();

	/**
	 * Return what was handed over.
	 * @return the part that knows the activities which any node may run
	 */
	ActivityStore activities();

	/**
	 * Return what clients do.
	 * @return the part that clients use
	 */
	InstanceStore instances();

	/**
	 * Return queries.
	 * @return the part that lists, counts and purges many
	 */
	QueryStore queries();

	/**
	 * Open a committer, with a connection of its own.
	 * @return the part that writes turns; to be closed
	 */
	CommitStore openCommitter();

	/**
	 * Return a new surrogate id: unique, ascending, taken from blocks.
	 * @return the id
	 */
	long newInstanceId();

	/**
	 * Return whether threads that may be using the database can be interrupted. An
	 * embedded H2 file is closed for everybody when that happens.
	 * @return whether an interrupt harms nobody else
	 */
	default boolean toleratesInterrupts() {
		return true;
	}

	/**
	 * Return a one-line description for the log, such as product and version.
	 * @return the description
	 */
	String description();

}
