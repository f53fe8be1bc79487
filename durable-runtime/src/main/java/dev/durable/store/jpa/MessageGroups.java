package dev.durable.store.jpa;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;

import dev.durable.store.StoreException.Kind;

/**
 * Group commit among the threads of clients: while one of them writes a group, the
 * messages of the others gather, and the first of these writes the next group. Nothing
 * waits for a group to fill, and there is no thread besides the senders'.
 */
final class MessageGroups {

	private static final int MAX_MESSAGES = 256;

	private static final long MAX_SIZE = 4 * 1024 * 1024;

	private final ReentrantLock lock = new ReentrantLock();

	private final Deque<Sending> queue = new ArrayDeque<>();

	private final Consumer<List<Sending>> writer;

	private boolean underWay;

	/**
	 * Create groups.
	 * @param writer writes a group and settles the messages in it; those that it does not
	 * settle have not been written
	 */
	MessageGroups(Consumer<List<Sending>> writer) {
		this.writer = writer;
	}

	/**
	 * Have a message written, and wait for that.
	 */
	void send(Sending sending) {
		if (isFirst(sending) || sending.awaitTurn()) {
			writeNext();
		}
	}

	private boolean isFirst(Sending sending) {
		this.lock.lock();
		try {
			this.queue.add(sending);
			boolean first = !this.underWay;
			this.underWay = true;
			return first;
		}
		finally {
			this.lock.unlock();
		}
	}

	private void next(List<Sending> group) {
		this.lock.lock();
		try {
			long size = 0;
			while (!this.queue.isEmpty() && group.size() < MAX_MESSAGES) {
				String payload = this.queue.element().message().payload();
				size += (payload != null) ? payload.length() : 0;
				if (!group.isEmpty() && size > MAX_SIZE) {
					break;
				}
				group.add(this.queue.element());
				this.queue.remove();
			}
		}
		finally {
			this.lock.unlock();
		}
	}

	/**
	 * Write the next group. Whatever goes wrong, the one after it has its turn, and
	 * nobody in this one waits in vain.
	 */
	private void writeNext() {
		List<Sending> group = new ArrayList<>();
		boolean written = false;
		try {
			next(group);
			this.writer.accept(group);
			written = true;
		}
		catch (RuntimeException | Error ex) {
			group.forEach((sending) -> sending.failed(Kind.UNKNOWN, ex));
		}
		finally {
			passOn();
			for (Sending sending : group) {
				sending.done(written);
			}
		}
	}

	private void passOn() {
		this.lock.lock();
		try {
			this.underWay = !this.queue.isEmpty();
			if (this.underWay) {
				this.queue.element().lead();
			}
		}
		finally {
			this.lock.unlock();
		}
	}

}
