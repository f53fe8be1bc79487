package dev.durable.engine;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;

/**
 * What waits to be committed, and whether somebody is about to do that. Thread-safe.
 */
final class CommitQueue {

	private static final long MAX_SIZE = 4 * 1024 * 1024;

	private final ReentrantLock lock = new ReentrantLock();

	private final Deque<PendingCommit> waiting = new ArrayDeque<>();

	private boolean scheduled;

	private boolean closed;

	private long busySince;

	/**
	 * Add a commit.
	 * @return whether it was added; otherwise the queue is closed
	 */
	boolean add(PendingCommit commit) {
		this.lock.lock();
		try {
			if (!this.closed) {
				this.waiting.add(commit);
			}
			return !this.closed;
		}
		finally {
			this.lock.unlock();
		}
	}

	/**
	 * Claim to be the one who looks at the queue.
	 * @param now the time in nanoseconds
	 * @return whether the caller has to look, now or later; otherwise somebody else does
	 */
	boolean schedule(long now) {
		this.lock.lock();
		try {
			if (this.scheduled) {
				return false;
			}
			this.scheduled = true;
			this.busySince = now;
			return true;
		}
		finally {
			this.lock.unlock();
		}
	}

	/**
	 * End looking at the queue, unless there is more.
	 * @param otherwise whether there is something else to do. Asked under the lock: who
	 * finds something and then cannot {@link #schedule} relies on its being seen
	 * @return whether to look again
	 */
	boolean isToBeContinued(BooleanSupplier otherwise) {
		this.lock.lock();
		try {
			this.scheduled = !this.waiting.isEmpty() || otherwise.getAsBoolean();
			return this.scheduled;
		}
		finally {
			this.lock.unlock();
		}
	}

	/**
	 * Take the next group. One that is very large stands alone.
	 * @param limit how many commits it may have
	 */
	List<PendingCommit> next(int limit) {
		this.lock.lock();
		try {
			List<PendingCommit> group = new ArrayList<>(Math.min(limit, this.waiting.size()));
			long size = 0;
			while (!this.waiting.isEmpty() && group.size() < limit) {
				long next = this.waiting.element().commit().size();
				if (!group.isEmpty() && size + next > MAX_SIZE) {
					break;
				}
				size += next;
				group.add(this.waiting.remove());
			}
			return group;
		}
		finally {
			this.lock.unlock();
		}
	}

	void putBack(List<PendingCommit> group) {
		this.lock.lock();
		try {
			for (int i = group.size() - 1; i >= 0; i--) {
				this.waiting.addFirst(group.get(i));
			}
		}
		finally {
			this.lock.unlock();
		}
	}

	List<PendingCommit> takeAll() {
		this.lock.lock();
		try {
			List<PendingCommit> all = List.copyOf(this.waiting);
			this.waiting.clear();
			return all;
		}
		finally {
			this.lock.unlock();
		}
	}

	/**
	 * Take nothing on any more.
	 */
	void close() {
		this.lock.lock();
		try {
			this.closed = true;
		}
		finally {
			this.lock.unlock();
		}
	}

	boolean isClosed() {
		this.lock.lock();
		try {
			return this.closed;
		}
		finally {
			this.lock.unlock();
		}
	}

	int size() {
		this.lock.lock();
		try {
			return this.waiting.size();
		}
		finally {
			this.lock.unlock();
		}
	}

	boolean isIdle() {
		this.lock.lock();
		try {
			return !this.scheduled && this.waiting.isEmpty();
		}
		finally {
			this.lock.unlock();
		}
	}

	/**
	 * Return for how many nanoseconds there has been something to do without success.
	 * @param now the time in nanoseconds
	 * @param lastSuccess when there was success last
	 */
	long stalledNanos(long now, long lastSuccess) {
		this.lock.lock();
		try {
			return this.scheduled ? now - Math.max(this.busySince, lastSuccess) : 0;
		}
		finally {
			this.lock.unlock();
		}
	}

}
