package dev.durable.store.jpa;

import org.springframework.transaction.support.TransactionSynchronization;

/**
 * Runs something after the caller's transaction unless it was rolled back. Not in
 * {@code afterCommit}, which an earlier synchronization that fails there would prevent.
 */
final class AfterCommit implements TransactionSynchronization {

	private final Runnable action;

	AfterCommit(Runnable action) {
		this.action = action;
	}

	@Override
	public void afterCompletion(int status) {
		if (status != STATUS_ROLLED_BACK) {
			this.action.run();
		}
	}

}
