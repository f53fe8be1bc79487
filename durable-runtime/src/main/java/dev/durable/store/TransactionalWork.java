package dev.durable.store;

/**
 * Work in a transaction of the application that leads to a commit of the engine.
 */
public interface TransactionalWork {

	/**
	 * Do the application's part.
	 * @throws Throwable whatever fails, which rolls the transaction back
	 */
	void run() throws Throwable;

	/**
	 * Return what to commit along. Called once, when the application has written all that
	 * it is going to write.
	 * @return the commit of an instance that the node owns
	 * @throws RuntimeException to roll the transaction back
	 */
	OwnedCommit commit();

	/**
	 * The transaction is about to be committed, with everything written.
	 */
	void committing();

}
