package dev.durable.engine;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

import dev.durable.engine.EngineThreads.Cancellable;
import dev.durable.engine.code.OpenTimer;
import dev.durable.history.TimerFired;
import org.jspecify.annotations.Nullable;

/**
 * What an instance in memory waits for by the clock. While the instance is not in memory
 * its wake-up in the store stands for all of this.
 */
final class InstanceTimers {

	private final EngineServices services;

	private final Consumer<@Nullable Delivery> fired;

	private final Map<Integer, Cancellable> byTask = new HashMap<>();

	private final List<Cancellable> others = new ArrayList<>();

	private @Nullable Instant startAt;

	InstanceTimers(EngineServices services, Consumer<@Nullable Delivery> fired) {
		this.services = services;
		this.fired = fired;
	}

	synchronized void schedule(OpenTimer timer, int generation) {
		Delivery delivery = Delivery.outcome(new TimerFired(timer.taskId()), generation);
		this.byTask.put(timer.taskId(), schedule(timer.fireAt(), () -> this.fired.accept(delivery)));
	}

	synchronized void cancel(int taskId) {
		Cancellable timer = this.byTask.remove(taskId);
		if (timer != null) {
			timer.cancel();
		}
	}

	/**
	 * Let the instance look whether its start time has come.
	 */
	synchronized void startAt(Instant time) {
		if (!time.equals(this.startAt)) {
			this.startAt = time;
			this.others.add(schedule(time, () -> this.fired.accept(null)));
		}
	}

	synchronized void at(Instant time, Runnable task) {
		this.others.add(schedule(time, task));
	}

	synchronized void cancelAll() {
		this.byTask.values().forEach(Cancellable::cancel);
		this.byTask.clear();
		this.others.forEach(Cancellable::cancel);
		this.others.clear();
	}

	private Cancellable schedule(Instant time, Runnable task) {
		Duration delay = Duration.between(this.services.clock().now(), time);
		return this.services.threads().after(delay, () -> {
			if (this.services.clock().now().isBefore(time)) {
				schedule(time, task);
			}
			else {
				task.run();
			}
		});
	}

}
