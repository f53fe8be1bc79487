package dev.durable.engine;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BooleanSupplier;
import java.util.function.Function;

import dev.durable.InstanceNotFoundException;
import dev.durable.OrchestrationStatus;
import dev.durable.engine.EngineThreads.Lane;
import org.jspecify.annotations.Nullable;

/**
 * Those who wait for instances to finish. They hold no threads. What finishes on this
 * node is noticed at once, what finishes elsewhere by looking from time to time.
 */
final class CompletionWatch {

	private final EngineThreads threads;

	private final Duration interval;

	private final Function<String, Optional<OrchestrationStatus>> status;

	private final Map<String, List<Watcher>> watchers = new ConcurrentHashMap<>();

	private final AtomicBoolean looking = new AtomicBoolean();

	CompletionWatch(EngineThreads threads, Duration interval, Function<String, Optional<OrchestrationStatus>> status) {
		this.threads = threads;
		this.interval = interval;
		this.status = status;
	}

	/**
	 * Return the status of an instance once it has finished or the time has run out.
	 * @param inMemory whether the instance is in this node's memory, so that the store
	 * need not be asked at once: it leaves memory before {@link #finished} is called
	 */
	CompletableFuture<OrchestrationStatus> watch(String instanceId, Duration timeout, BooleanSupplier inMemory) {
		CompletableFuture<OrchestrationStatus> future = new CompletableFuture<>();
		Watcher watcher = new Watcher(future);
		this.watchers.compute(instanceId, (id, all) -> {
			List<Watcher> others = (all != null) ? all : new CopyOnWriteArrayList<>();
			others.add(watcher);
			return others;
		});
		EngineThreads.Cancellable timer = this.threads.after(timeout,
				() -> this.threads.execute(Lane.CLIENTS, () -> look(instanceId, watcher)));
		future.whenComplete((result, failure) -> {
			timer.cancel();
			remove(instanceId, watcher);
		});
		boolean noTime = timeout.isZero() || timeout.isNegative();
		if (noTime || !inMemory.getAsBoolean()) {
			look(instanceId, noTime ? watcher : null);
		}
		lookAgain();
		return future;
	}

	/**
	 * An instance has finished on this node.
	 */
	void finished(String instanceId) {
		if (this.watchers.containsKey(instanceId)) {
			this.threads.execute(Lane.CLIENTS, () -> look(instanceId, null));
		}
	}

	/**
	 * Nobody will look any more: tell all who wait how things stand.
	 */
	void close() {
		this.watchers.forEach((id, all) -> all.forEach((watcher) -> look(id, watcher)));
	}

	private void remove(String instanceId, Watcher watcher) {
		this.watchers.computeIfPresent(instanceId, (id, all) -> {
			all.remove(watcher);
			return all.isEmpty() ? null : all;
		});
	}

	private void lookAgain() {
		if (!this.watchers.isEmpty() && this.looking.compareAndSet(false, true)) {
			this.threads.after(this.interval, () -> this.threads.execute(Lane.CLIENTS, () -> {
				this.looking.set(false);
				List.copyOf(this.watchers.keySet()).forEach((id) -> look(id, null));
				lookAgain();
			}));
		}
	}

	/**
	 * Tell those who wait if the instance has finished, and the one whose time has run
	 * out in any case.
	 */
	private void look(String instanceId, @Nullable Watcher timedOut) {
		List<Watcher> all = this.watchers.get(instanceId);
		if (all == null) {
			return;
		}
		try {
			OrchestrationStatus found = this.status.apply(instanceId)
				.orElseThrow(() -> new InstanceNotFoundException(instanceId));
			if (found.runtimeStatus().isFinished()) {
				all.forEach((watcher) -> watcher.future.complete(found));
			}
			else if (timedOut != null) {
				timedOut.future.complete(found);
			}
		}
		catch (RuntimeException ex) {
			if (ex instanceof InstanceNotFoundException) {
				all.forEach((watcher) -> watcher.future.completeExceptionally(ex));
			}
			else if (timedOut != null) {
				timedOut.future.completeExceptionally(ex);
			}
		}
	}

	/**
	 * Somebody who waits.
	 */
	private record Watcher(CompletableFuture<OrchestrationStatus> future) {

	}

}
