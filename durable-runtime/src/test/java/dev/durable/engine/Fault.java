package dev.durable.engine;

/**
 * What can go wrong with one access to the store.
 */
enum Fault {

	/** A lock timeout: nothing happened. */
	LOCKED,

	/** The database cannot be reached: nothing happened. */
	UNREACHABLE,

	/** The answer is lost, the transaction was committed. */
	ANSWER_LOST,

	/** The connection is lost, the transaction was rolled back. */
	ROLLED_BACK,

	/** The connection is lost, and the transaction is committed a little later. */
	COMMITTED_LATE,

	/** There is no memory to ask: nothing happened. */
	NO_MEMORY,

	/** There is no memory for the answer, the transaction was committed. */
	NO_MEMORY_FOR_ANSWER,

	/** The node was taken for dead just before. */
	FENCED,

	/** The process dies before. */
	CRASH_BEFORE,

	/** The process dies after. */
	CRASH_AFTER

}
