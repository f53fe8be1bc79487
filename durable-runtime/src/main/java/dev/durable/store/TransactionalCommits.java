package dev.durable.store;

/**
 * Commits of the engine within transactions of the application.
 */
public interface TransactionalCommits {

	/**
	 * Check that a transaction manager can be used.
	 * @param transactionManager its name or qualifier, empty for the application's only
	 * or primary one
	 * @throws UnusableTransactionManagerException if there is none, or it does not work
	 * on the database of the store
	 */
	void require(String transactionManager);

	/**
	 * Run work in a new transaction of the application at READ COMMITTED, and write what
	 * it leads to, fenced by the node's row, as the last thing in that transaction.
	 * <p>
	 * On one thread and in this order: {@link TransactionalWork#run()}, what the
	 * application does before its commits, {@link TransactionalWork#commit()}, the
	 * engine's writes with a short lock timeout, the commit. When this returns all of it
	 * is durable. Whatever the application does after its commit cannot fail it.
	 * @param transactionManager the name or qualifier of the transaction manager, empty
	 * for the application's only or primary one
	 * @param work the work
	 * @return what became of the engine's part
	 * @throws NodeFencedException if the node's row is gone; nothing was written
	 * @throws StoreException {@code UNAVAILABLE} without a call of the work if no
	 * transaction could be begun. After the work was asked for its commit, the kind tells
	 * whether anything may have happened; {@code DEFINITE} also when the application's
	 * data was refused at the commit
	 * @throws Throwable what the work or the application's part of the commit has thrown,
	 * or an {@code UnexpectedRollbackException} if the transaction was marked for
	 * rollback; nothing was written
	 */
	CommitResult execute(String transactionManager, TransactionalWork work) throws Throwable;

}
