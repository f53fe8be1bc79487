package dev.durable.store.jpa;

import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.Set;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.transaction.support.TransactionSynchronization;

/**
 * Runs something after the caller's transaction unless it, or the part of it that this
 * belongs to, was rolled back. Not in {@code afterCommit}, which an earlier
 * synchronization that fails there would prevent.
 */
final class AfterCommit implements TransactionSynchronization {

	private static final Logger logger = LoggerFactory.getLogger(AfterCommit.class);

	private final String what;

	private final Runnable action;

	private final Set<Object> laterSavepoints = Collections.newSetFromMap(new IdentityHashMap<>());

	private boolean rolledBack;

	private boolean completing;

	/**
	 * Create an object that is to be registered.
	 * @param what what was written, for the log
	 * @param action what to run
	 */
	AfterCommit(String what, Runnable action) {
		this.what = what;
		this.action = action;
		this.completing = TransactionPhase.current() == TransactionPhase.COMPLETING;
	}

	@Override
	public void savepoint(Object savepoint) {
		this.laterSavepoints.add(savepoint);
	}

	@Override
	public void savepointRollback(Object savepoint) {
		this.rolledBack |= !this.laterSavepoints.contains(savepoint);
	}

	@Override
	public void beforeCompletion() {
		this.completing = true;
	}

	@Override
	public void afterCompletion(int status) {
		if (status == STATUS_ROLLED_BACK || this.rolledBack) {
			return;
		}
		if (!this.completing) {
			logger.error(
					"To {} came after its transaction had been committed, so it may be lost. Do it in a transaction "
							+ "of its own there, with @Transactional(propagation = Propagation.REQUIRES_NEW)",
					this.what);
		}
		this.action.run();
	}

}
