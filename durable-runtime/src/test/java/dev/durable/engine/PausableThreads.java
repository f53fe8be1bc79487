package dev.durable.engine;

import java.time.Duration;
import java.time.Instant;

/**
 * Threads of a real process that can be held still.
 */
final class PausableThreads implements EngineThreads {

	private final EngineThreads threads;

	private final NodePause pause;

	PausableThreads(EngineThreads threads, NodePause pause) {
		this.threads = threads;
		this.pause = pause;
	}

	@Override
	public void execute(Lane lane, Runnable task) {
		this.threads.execute(lane, () -> {
			if (lane == Lane.MEMBERSHIP) {
				this.pause.passHeartbeat();
			}
			else {
				this.pause.pass();
			}
			task.run();
		});
	}

	@Override
	public boolean isWorthNewsLane(int commits) {
		// or no group of a test would be large enough
		return commits > 1;
	}

	@Override
	public Cancellable after(Duration delay, Runnable task) {
		return this.threads.after(delay, () -> {
			this.pause.pass();
			task.run();
		});
	}

	@Override
	public void start(String name, Runnable body) {
		this.threads.start(name, body);
	}

	@Override
	public Instant wallTime() {
		return this.threads.wallTime();
	}

	@Override
	public long nanoTime() {
		return this.threads.nanoTime();
	}

	@Override
	public void shutdown() {
		this.threads.shutdown();
	}

}
