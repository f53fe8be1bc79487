package dev.durable.engine;

import java.util.Collection;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;

import dev.durable.store.InboxMessage;

/**
 * What has come for an instance in memory and waits for the next turn, and what is known
 * to come through the store. Guarded by the lock of the instance, which senders and
 * readers of the store take here.
 */
final class Mailbox {

	private final ReentrantLock lock;

	private final Inbox inbox = new Inbox();

	private final Detours detours = new Detours();

	private boolean mayHaveMore;

	Mailbox(ReentrantLock lock) {
		this.lock = lock;
	}

	// For senders

	/**
	 * Put something before all that waits.
	 */
	void addFirst(Delivery delivery) {
		this.lock.lock();
		try {
			this.inbox.addFirst(delivery);
		}
		finally {
			this.lock.unlock();
		}
	}

	/**
	 * Take back what has been posted, if no turn has taken it yet. The sender sends it
	 * through the store and tells when that {@link LiveInstance#detourEnded() has been
	 * done}.
	 * @return whether it is not going to be consumed from here
	 */
	boolean withdraw(Delivery delivery) {
		this.lock.lock();
		try {
			boolean withdrawn = this.inbox.remove(delivery);
			if (withdrawn) {
				this.detours.begin();
			}
			return withdrawn;
		}
		finally {
			this.lock.unlock();
		}
	}

	/**
	 * Find out whether something that was sent before is on its way through the store.
	 * The sender goes the same way then, as after {@link #withdraw}.
	 * @return whether it does
	 */
	boolean followDetour() {
		this.lock.lock();
		try {
			boolean follows = this.detours.areOpen();
			if (follows) {
				this.detours.begin();
			}
			return follows;
		}
		finally {
			this.lock.unlock();
		}
	}

	/**
	 * Something that was to go through the store is there, or will not be.
	 */
	void detourEnded() {
		this.lock.lock();
		try {
			this.detours.end();
		}
		finally {
			this.lock.unlock();
		}
	}

	// For readers of the store

	/**
	 * The messages are about to be read from the store.
	 */
	void reading() {
		this.lock.lock();
		try {
			this.detours.reading();
		}
		finally {
			this.lock.unlock();
		}
	}

	/**
	 * Take messages that were read from the store.
	 * @param limit how many at most were read
	 */
	void haveRead(Collection<InboxMessage> messages, int limit) {
		this.lock.lock();
		try {
			this.inbox.addAll(messages);
			this.mayHaveMore = messages.size() >= limit;
			if (!this.mayHaveMore) {
				this.detours.haveRead();
			}
		}
		finally {
			this.lock.unlock();
		}
	}

	// For the instance, which holds the lock

	void add(Delivery delivery) {
		this.inbox.add(delivery);
	}

	boolean isEmpty() {
		return this.inbox.isEmpty();
	}

	int size() {
		return this.inbox.size();
	}

	/**
	 * Take what goes into one turn of a generation.
	 * @param taken gets it
	 */
	void take(int generation, List<Delivery> taken) {
		this.inbox.take(generation, taken);
	}

	/**
	 * Return whether the store may have more, now that all that was read is taken. Says
	 * so once.
	 */
	boolean wantsMore() {
		boolean wants = this.mayHaveMore && this.inbox.isEmpty();
		this.mayHaveMore = this.mayHaveMore && !wants;
		return wants;
	}

	/**
	 * Tell all senders that what they sent is not going to be consumed from here.
	 */
	void refuseAll() {
		this.inbox.refuseAll();
	}

}
