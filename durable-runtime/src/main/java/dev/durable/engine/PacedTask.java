package dev.durable.engine;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;

import dev.durable.engine.EngineThreads.Lane;

/**
 * A task that is done at once when somebody asks for it after a quiet time, and otherwise
 * once for all who ask while it keeps its distance.
 */
final class PacedTask {

	private final EngineThreads threads;

	private final Lane lane;

	private final long distance;

	private final Runnable task;

	private final AtomicBoolean requested = new AtomicBoolean();

	private volatile long begun;

	/**
	 * Create a task.
	 * @param lane where it is done
	 * @param distance the time from one beginning to the next, at least
	 */
	PacedTask(EngineThreads threads, Lane lane, Duration distance, Runnable task) {
		this.threads = threads;
		this.lane = lane;
		this.distance = distance.toNanos();
		this.task = task;
		this.begun = threads.nanoTime() - this.distance;
	}

	/**
	 * Have it done once from now on.
	 */
	void request() {
		if (!this.requested.compareAndSet(false, true)) {
			return;
		}
		long wait = this.distance - (this.threads.nanoTime() - this.begun);
		if (wait <= 0) {
			this.threads.execute(this.lane, this::run);
		}
		else {
			this.threads.after(Duration.ofNanos(wait), () -> this.threads.execute(this.lane, this::run));
		}
	}

	private void run() {
		this.requested.set(false);
		this.begun = this.threads.nanoTime();
		this.task.run();
	}

}
