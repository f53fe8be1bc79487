package dev.durable.store.jpa;

import java.time.Duration;

/**
 * How long the store's own transactions may take.
 *
 * @param lock how long a statement waits for a lock
 * @param transaction how long a fenced transaction may take, and how long it may stand
 * idle
 * @param network how long the answer to a statement may take
 */
record StoreTimeouts(Duration lock, Duration transaction, Duration network) {

	/**
	 * No timeouts at all.
	 */
	static final StoreTimeouts NONE = new StoreTimeouts(Duration.ZERO, Duration.ZERO, Duration.ZERO);

	/**
	 * Return timeouts that fit a node timeout: a node that hangs in a transaction, or on
	 * a dead network, lets go before others may take it for dead.
	 */
	static StoreTimeouts of(Duration lock, Duration node) {
		return new StoreTimeouts(lock, node.dividedBy(2), node.multipliedBy(3).dividedBy(4));
	}

	String lockMillis() {
		return String.valueOf(this.lock.toMillis());
	}

	String transactionMillis() {
		return String.valueOf(this.transaction.toMillis());
	}

	int networkMillis() {
		return Math.toIntExact(this.network.toMillis());
	}

}
