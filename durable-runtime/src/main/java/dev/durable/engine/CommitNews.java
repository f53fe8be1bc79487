package dev.durable.engine;

import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Consumer;

import dev.durable.engine.EngineThreads.Lane;

/**
 * Tells those who have waited for a group that it is durable. What follows a large group
 * takes about as long as to write the next one, so both may happen at the same time.
 */
final class CommitNews {

	private final EngineThreads threads;

	// When the telling of each was due, in order
	private final Queue<Long> untold = new ConcurrentLinkedQueue<>();

	private volatile boolean closed;

	CommitNews(EngineThreads threads) {
		this.threads = threads;
	}

	/**
	 * Tell the members of a group, here and now or on a lane of its own.
	 */
	void tell(List<PendingCommit> group, Consumer<PendingCommit> news) {
		if (this.closed || !this.threads.isWorthNewsLane(group.size())) {
			group.forEach(news);
			return;
		}
		this.untold.add(this.threads.nanoTime());
		this.threads.execute(Lane.COMMIT_NEWS, () -> {
			try {
				group.forEach(news);
			}
			finally {
				this.untold.remove();
			}
		});
	}

	/**
	 * Return whether everybody knows of all that was committed.
	 */
	boolean isTold() {
		return this.untold.isEmpty();
	}

	/**
	 * Return for how many nanoseconds somebody has not been told.
	 */
	long stalledNanos() {
		Long oldest = this.untold.peek();
		return (oldest != null) ? this.threads.nanoTime() - oldest : 0;
	}

	/**
	 * Tell here from now on, because the lanes end.
	 */
	void close() {
		this.closed = true;
	}

}
