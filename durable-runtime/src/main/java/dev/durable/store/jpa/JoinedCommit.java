package dev.durable.store.jpa;

import java.util.function.Function;

import dev.durable.store.CommitResult;
import dev.durable.store.OwnedCommit;
import dev.durable.store.TransactionalWork;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.transaction.TransactionStatus;
import org.springframework.transaction.UnexpectedRollbackException;
import org.springframework.transaction.support.TransactionSynchronization;

/**
 * The engine's part in a transaction of the application. To be registered when the work
 * has been done: so it comes after everything that the application does before its
 * commits.
 */
final class JoinedCommit implements TransactionSynchronization {

	private static final Logger logger = LoggerFactory.getLogger(JoinedCommit.class);

	private final TransactionStatus transaction;

	private final TransactionalWork work;

	private final Function<OwnedCommit, CommitResult> writer;

	private @Nullable CommitResult written;

	private @Nullable Throwable refusal;

	private boolean committed;

	JoinedCommit(TransactionStatus transaction, TransactionalWork work, Function<OwnedCommit, CommitResult> writer) {
		this.transaction = transaction;
		this.work = work;
		this.writer = writer;
	}

	@Override
	public void beforeCommit(boolean readOnly) {
		try {
			write();
		}
		catch (RuntimeException | Error ex) {
			this.refusal = ex;
			throw ex;
		}
	}

	private void write() {
		if (this.transaction.isRollbackOnly()) {
			throw markedForRollback();
		}
		// What a persistence context still has to write must not come after our locks
		this.transaction.flush();
		this.written = this.writer.apply(this.work.commit());
		this.work.committing();
	}

	@Override
	public void afterCompletion(int status) {
		this.committed = status == STATUS_COMMITTED;
	}

	/**
	 * Return what became of it, after the transaction.
	 * @param failure what the transaction manager has thrown, or {@code null}
	 */
	CommitResult outcome(@Nullable Throwable failure) throws Throwable {
		Throwable reason = this.refusal;
		if (reason != null) {
			// The manager's failure may be another one: that it could not roll back,
			// either
			throw reason;
		}
		CommitResult result = this.written;
		if (result == null) {
			throw (failure != null) ? failure : markedForRollback();
		}
		if (!this.committed) {
			// That it was rolled back is not to be believed: managers say so, too, when
			// the answer to the commit was lost
			throw StoreErrors.atCommit("commit with an activity",
					(failure != null) ? failure : new IllegalStateException("Nothing tells of a commit"));
		}
		if (failure != null) {
			logger.warn("A transaction has been committed with an activity, but what the application does after its "
					+ "commits has failed", failure);
		}
		return result;
	}

	private static UnexpectedRollbackException markedForRollback() {
		return new UnexpectedRollbackException(
				"The transaction of the activity was marked for rollback although the activity returned a result");
	}

}
