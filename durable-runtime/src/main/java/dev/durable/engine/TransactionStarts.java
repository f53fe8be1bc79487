package dev.durable.engine;

import java.util.HashSet;
import java.util.Set;

import org.jspecify.annotations.Nullable;

import org.springframework.transaction.support.TransactionSynchronization;
import org.springframework.transaction.support.TransactionSynchronizationManager;

/**
 * The instances that were started in the current transaction, which can never finish
 * before it commits.
 */
final class TransactionStarts {

	void add(String instanceId) {
		if (!TransactionSynchronizationManager.isSynchronizationActive()) {
			return;
		}
		Set<String> started = current();
		if (started == null) {
			started = new HashSet<>();
			TransactionSynchronizationManager.bindResource(this, started);
			TransactionSynchronizationManager.registerSynchronization(new Unbinding());
		}
		started.add(instanceId);
	}

	boolean contains(String instanceId) {
		Set<String> started = current();
		return started != null && started.contains(instanceId);
	}

	@SuppressWarnings("unchecked")
	private @Nullable Set<String> current() {
		return (Set<String>) TransactionSynchronizationManager.getResource(this);
	}

	/**
	 * Forgets the instances with the transaction, also while it is set aside for another.
	 */
	private final class Unbinding implements TransactionSynchronization {

		private @Nullable Object suspended;

		@Override
		public void suspend() {
			this.suspended = TransactionSynchronizationManager.unbindResourceIfPossible(TransactionStarts.this);
		}

		@Override
		public void resume() {
			if (this.suspended != null) {
				TransactionSynchronizationManager.bindResource(TransactionStarts.this, this.suspended);
			}
		}

		@Override
		public void afterCompletion(int status) {
			TransactionSynchronizationManager.unbindResourceIfPossible(TransactionStarts.this);
		}

	}

}
