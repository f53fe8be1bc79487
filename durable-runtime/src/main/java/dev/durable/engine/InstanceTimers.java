package dev.durable.engine;

import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

import dev.durable.engine.EngineThreads.Cancellable;
import org.jspecify.annotations.Nullable;

/**
 * What an instance in memory waits for by the clock. While the instance is not in memory
 * its wake-up in the store stands for all of this.
 */
final class InstanceTimers {

	/**
	 * A time that is wrong (the database's clock is set, the machine was suspended) is
	 * corrected with the next heartbeat, and what was measured with it meanwhile soon
	 * after that.
	 */
	private static final Duration LONGEST = Duration.ofSeconds(10);

	private static final Duration RETRY = Duration.ofSeconds(1);

	private final EngineServices services;

	private final Map<Integer, Timer> byTask = new HashMap<>();

	private final Set<Timer> others = new HashSet<>();

	private @Nullable Timer start;

	InstanceTimers(EngineServices services) {
		this.services = services;
	}

	/**
	 * Do something at the time of a durable timer.
	 */
	synchronized void schedule(int taskId, Instant time, Runnable task) {
		Timer timer = new Timer(time, task);
		this.byTask.put(taskId, timer);
		timer.arm();
	}

	synchronized void cancel(int taskId) {
		Timer timer = this.byTask.remove(taskId);
		if (timer != null) {
			timer.cancel();
		}
	}

	/**
	 * Let the instance look whether its start time has come, once for each time.
	 */
	synchronized void startAt(Instant time, Runnable task) {
		if (this.start == null) {
			this.start = new Timer(time, () -> {
				forgetStart();
				task.run();
			});
			this.start.arm();
		}
	}

	private synchronized void forgetStart() {
		this.start = null;
	}

	synchronized void at(Instant time, Runnable task) {
		Timer timer = new Timer(time, task);
		this.others.add(timer);
		timer.arm();
	}

	synchronized void cancelAll() {
		this.byTask.values().forEach(Timer::cancel);
		this.byTask.clear();
		this.others.forEach(Timer::cancel);
		this.others.clear();
		if (this.start != null) {
			this.start.cancel();
			this.start = null;
		}
	}

	private synchronized boolean forget(Timer timer) {
		this.others.remove(timer);
		this.byTask.values().remove(timer);
		return !timer.cancelled;
	}

	private synchronized void armAgain(Timer timer) {
		if (!timer.cancelled) {
			timer.arm();
		}
	}

	/**
	 * Something to do at a time; looks at the clock again when it is woken, because the
	 * clock may have been corrected meanwhile.
	 */
	private final class Timer {

		private final Instant time;

		private final Runnable task;

		private @Nullable Cancellable armed;

		private boolean cancelled;

		// Made before there may be no memory for it
		private final Runnable due = this::due;

		Timer(Instant time, Runnable task) {
			this.time = time;
			this.task = task;
		}

		private void arm() {
			Duration delay = Duration.between(InstanceTimers.this.services.clock().now(), this.time);
			this.armed = InstanceTimers.this.services.threads()
				.after((delay.compareTo(LONGEST) > 0) ? LONGEST : delay, this.due);
		}

		private void cancel() {
			this.cancelled = true;
			if (this.armed != null) {
				this.armed.cancel();
			}
		}

		/**
		 * Whatever goes wrong, nobody else would wake the instance.
		 */
		private void due() {
			boolean done = false;
			try {
				doIfDue();
				done = true;
			}
			finally {
				if (!done) {
					InstanceTimers.this.services.threads().after(RETRY, this.due);
				}
			}
		}

		private void doIfDue() {
			if (InstanceTimers.this.services.clock().now().isBefore(this.time)) {
				armAgain(this);
			}
			else if (forget(this)) {
				this.task.run();
			}
		}

	}

}
