package dev.durable.engine;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.Supplier;

import dev.durable.InstanceNotFoundException;
import dev.durable.OrchestrationStatus;
import dev.durable.engine.EngineThreads.Lane;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Those who wait for instances to finish. They hold no threads. What finishes on this
 * node is noticed at once, what finishes elsewhere by looking from time to time.
 */
final class CompletionWatch {

	private static final Logger logger = LoggerFactory.getLogger(CompletionWatch.class);

	private final EngineThreads threads;

	private final Duration interval;

	private final Function<String, Optional<OrchestrationStatus>> status;

	private final Predicate<String> inMemory;

	private final Map<String, List<Watcher>> watchers = new ConcurrentHashMap<>();

	private final AtomicBoolean looking = new AtomicBoolean();

	// Made before there may be no memory for it
	private final Runnable nextLook;

	private volatile boolean ending;

	private volatile boolean closed;

	/**
	 * Create a watch.
	 * @param interval how often to look for what finishes elsewhere
	 * @param status reads a status from the store
	 * @param inMemory whether an instance is in this node's memory, so that the store
	 * need not be asked: it leaves memory before {@link #finished} is called
	 */
	CompletionWatch(EngineThreads threads, Duration interval, Function<String, Optional<OrchestrationStatus>> status,
			Predicate<String> inMemory) {
		this.threads = threads;
		this.interval = interval;
		this.status = status;
		this.inMemory = inMemory;
		Runnable look = this::lookAtAll;
		this.nextLook = () -> threads.execute(Lane.CLIENTS, look);
	}

	/**
	 * Return the status of an instance once it has finished or the time has run out.
	 */
	CompletableFuture<OrchestrationStatus> watch(String instanceId, Duration timeout) {
		return watch(instanceId, timeout, new Watcher(new CompletableFuture<>(), false));
	}

	/**
	 * Wait until an instance has finished or the time has run out.
	 * @return its status
	 */
	OrchestrationStatus await(String instanceId, Duration timeout) {
		return watch(instanceId, timeout, new Watcher(new CompletableFuture<>(), true)).join();
	}

	private CompletableFuture<OrchestrationStatus> watch(String instanceId, Duration timeout, Watcher watcher) {
		// first, so that nobody is left behind if it fails
		EngineThreads.Cancellable timer = this.threads.after(timeout,
				() -> this.threads.execute(Lane.CLIENTS, () -> timeIsUp(instanceId, watcher)));
		this.watchers.compute(instanceId, (id, others) -> {
			List<Watcher> all = (others != null) ? others : new CopyOnWriteArrayList<>();
			all.add(watcher);
			return all;
		});
		watcher.future.whenComplete((result, failure) -> {
			timer.cancel();
			remove(instanceId, watcher);
		});
		if (this.closed || (this.ending && !watcher.waits) || timeout.isZero() || timeout.isNegative()) {
			timeIsUp(instanceId, watcher);
		}
		else {
			lookUnlessInMemory(instanceId);
			lookAgain();
		}
		return watcher.future;
	}

	/**
	 * The time of everybody who holds no thread is up, also of who comes later.
	 */
	void end() {
		this.ending = true;
		this.watchers.forEach((instanceId, all) -> all.stream()
			.filter((watcher) -> !watcher.waits)
			.forEach((watcher) -> this.threads.execute(Lane.CLIENTS, () -> timeIsUp(instanceId, watcher))));
	}

	/**
	 * Nothing will be noticed any more: the time of everybody is up.
	 */
	void close() {
		this.closed = true;
		this.watchers.forEach((instanceId, all) -> all.forEach((watcher) -> timeIsUp(instanceId, watcher)));
	}

	/**
	 * An instance has finished on this node.
	 * @param status gives its status, as the store has it now
	 */
	void finished(String instanceId, Supplier<OrchestrationStatus> status) {
		List<Watcher> all = this.watchers.get(instanceId);
		if (all != null) {
			OrchestrationStatus finished = status.get();
			boolean callbacks = false;
			for (Watcher watcher : all) {
				if (watcher.waits) {
					watcher.future.complete(finished);
				}
				callbacks |= !watcher.waits;
			}
			if (callbacks) {
				// what they do with it is not to be done by whoever commits
				this.threads.execute(Lane.CLIENTS, () -> all.forEach((watcher) -> watcher.future.complete(finished)));
			}
		}
	}

	private void remove(String instanceId, Watcher watcher) {
		this.watchers.computeIfPresent(instanceId, (id, all) -> {
			all.remove(watcher);
			return all.isEmpty() ? null : all;
		});
	}

	private void lookAgain() {
		if (!this.watchers.isEmpty() && this.looking.compareAndSet(false, true)) {
			this.threads.after(this.interval, this.nextLook);
		}
	}

	private void lookAtAll() {
		this.looking.set(false);
		try {
			this.watchers.keySet().forEach(this::lookUnlessInMemory);
		}
		finally {
			lookAgain();
		}
	}

	private void timeIsUp(String instanceId, Watcher watcher) {
		try {
			watcher.future.complete(find(instanceId));
		}
		catch (RuntimeException | Error ex) {
			watcher.future.completeExceptionally(ex);
		}
	}

	private void lookUnlessInMemory(String instanceId) {
		if (!this.inMemory.test(instanceId)) {
			look(instanceId);
		}
	}

	private void look(String instanceId) {
		List<Watcher> all = this.watchers.get(instanceId);
		if (all == null) {
			return;
		}
		try {
			OrchestrationStatus found = find(instanceId);
			if (found.runtimeStatus().isFinished()) {
				all.forEach((watcher) -> watcher.future.complete(found));
			}
		}
		catch (InstanceNotFoundException ex) {
			all.forEach((watcher) -> watcher.future.completeExceptionally(ex));
		}
		catch (RuntimeException | Error ex) {
			logger.debug("The status of instance '{}' could not be read, looking again: {}", instanceId,
					ex.getMessage());
		}
	}

	private OrchestrationStatus find(String instanceId) {
		return this.status.apply(instanceId).orElseThrow(() -> new InstanceNotFoundException(instanceId));
	}

	/**
	 * Somebody who waits.
	 *
	 * @param future completed with the status
	 * @param waits whether a thread waits for it, so that nothing else happens when it is
	 * completed
	 */
	private record Watcher(CompletableFuture<OrchestrationStatus> future, boolean waits) {

	}

}
