package dev.durable.engine;

import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * How busy the workers of this node are.
 */
final class ActivityLoad {

	private final int workers;

	private final Semaphore places;

	private final AtomicInteger waiting = new AtomicInteger();

	private final AtomicInteger running = new AtomicInteger();

	ActivityLoad(int workers) {
		this.workers = workers;
		this.places = new Semaphore(workers, true);
	}

	int waiting() {
		return this.waiting.get();
	}

	int running() {
		return this.running.get();
	}

	/**
	 * Return how many workers have nothing to do and nothing that waits for them.
	 */
	int free() {
		return Math.max(0, this.workers - this.running.get() - this.waiting.get());
	}

	/**
	 * Return how many more activities this node may take on.
	 * @param queue how many may wait for a worker
	 */
	int room(int queue) {
		return Math.max(0, this.workers + queue - this.running.get() - this.waiting.get());
	}

	/**
	 * Wait until no more activities run than may. Threads of orchestrators run
	 * activities, too, so it is not enough that there are no more workers.
	 */
	void awaitPlace() {
		this.places.acquireUninterruptibly();
	}

	void leavePlace() {
		this.places.release();
	}

	void comes() {
		this.waiting.incrementAndGet();
	}

	void goes() {
		this.waiting.decrementAndGet();
	}

	void begins() {
		this.running.incrementAndGet();
		this.waiting.decrementAndGet();
	}

	void ends() {
		this.running.decrementAndGet();
	}

}
