package dev.durable.engine;

import java.time.Duration;
import java.time.Instant;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * {@link EngineThreads} of a real process. While only a few orchestrators are in memory,
 * their code runs on threads that commit themselves: a step then changes threads not even
 * once. With more of them commits come in groups anyway, and cheap threads count.
 */
final class ThreadPools implements EngineThreads {

	private static final Logger logger = LoggerFactory.getLogger(ThreadPools.class);

	private static final int FEW = 16;

	private static final int LARGE_GROUP = 100;

	private static final Duration UNTIL_THERE_IS_A_THREAD = Duration.ofSeconds(1);

	private static final long UNTIL_THERE_IS_MEMORY_NANOS = Duration.ofMillis(20).toNanos();

	private final Map<Lane, ExecutorService> lanes = new EnumMap<>(Lane.class);

	private final ScheduledThreadPoolExecutor timers;

	private final ThreadFactory cheapThreads = PlatformThreads.waiting();

	private final SpareThreads committingThreads = new SpareThreads(PlatformThreads.daemon("durable"));

	private final AtomicInteger codeThreads = new AtomicInteger();

	private final boolean commitsAnywhere;

	/**
	 * Create threads.
	 * @param activities how many activities may run at a time
	 * @param commitsAnywhere whether threads that somebody may interrupt can commit
	 */
	ThreadPools(int activities, boolean commitsAnywhere) {
		this(activities, commitsAnywhere, PlatformThreads.waiting());
	}

	ThreadPools(int activities, boolean commitsAnywhere, ThreadFactory workers) {
		this.commitsAnywhere = commitsAnywhere;
		for (Lane lane : Lane.values()) {
			String name = "durable-" + lane.name().toLowerCase(Locale.ROOT).replace('_', '-');
			ThreadFactory factory = (lane == Lane.ACTIVITIES) ? workers : PlatformThreads.daemon(name);
			int threads = switch (lane) {
				case ACTIVITIES -> activities;
				case CLIENTS -> 4;
				default -> 1;
			};
			ThreadPoolExecutor pool = pool(threads, factory);
			if (lane == Lane.ACTIVITIES) {
				pool.allowCoreThreadTimeOut(true);
			}
			else {
				// the engine's own work must not depend on whether there can be one more
				// thread when it comes
				pool.prestartAllCoreThreads();
			}
			this.lanes.put(lane, pool);
		}
		this.timers = new ScheduledThreadPoolExecutor(1, PlatformThreads.daemon("durable-timers"));
		this.timers.setRemoveOnCancelPolicy(true);
		this.timers.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
		this.timers.prestartAllCoreThreads();
	}

	private static ThreadPoolExecutor pool(int threads, ThreadFactory factory) {
		return new ThreadPoolExecutor(threads, threads, 30, TimeUnit.SECONDS, new LinkedBlockingQueue<>(), factory);
	}

	@Override
	public void execute(Lane lane, Runnable task) {
		ExecutorService pool = this.lanes.get(lane);
		if (pool == null) {
			return;
		}
		while (true) {
			try {
				pool.execute(() -> run(task));
				return;
			}
			catch (RejectedExecutionException ex) {
				logger.debug("The engine has been shut down, a task is not done any more");
				return;
			}
			catch (OutOfMemoryError ex) {
				if (lane == Lane.ACTIVITIES) {
					// a thread may be missing for long, and whoever comes with an
					// activity has more to do
					after(UNTIL_THERE_IS_A_THREAD, () -> execute(lane, task));
					return;
				}
				awaitMemory();
			}
		}
	}

	@Override
	public Cancellable after(Duration delay, Runnable task) {
		while (true) {
			try {
				ScheduledTask scheduled = new ScheduledTask();
				scheduled.future = this.timers.schedule(() -> run(task), EngineThreads.bounded(delay).toNanos(),
						TimeUnit.NANOSECONDS);
				return scheduled;
			}
			catch (RejectedExecutionException ex) {
				return () -> {
				};
			}
			catch (OutOfMemoryError ex) {
				awaitMemory();
			}
		}
	}

	private static void awaitMemory() {
		LockSupport.parkNanos(UNTIL_THERE_IS_MEMORY_NANOS);
	}

	@Override
	public boolean mayCommit() {
		return this.commitsAnywhere && !PlatformThreads.isCurrentVirtual();
	}

	@Override
	public boolean isWorthNewsLane(int commits) {
		return commits >= LARGE_GROUP;
	}

	@Override
	public boolean canLend() {
		return true;
	}

	@Override
	public void start(String name, Runnable body) {
		boolean few = this.codeThreads.incrementAndGet() <= FEW;
		boolean started = false;
		try {
			if (few && this.commitsAnywhere) {
				this.committingThreads.run(name, () -> runCode(body));
			}
			else {
				Thread thread = this.cheapThreads.newThread(() -> runCode(body));
				thread.setName(name);
				thread.start();
			}
			started = true;
		}
		finally {
			if (!started) {
				this.codeThreads.decrementAndGet();
			}
		}
	}

	private void runCode(Runnable body) {
		try {
			run(body);
		}
		finally {
			this.codeThreads.decrementAndGet();
		}
	}

	private static void run(Runnable task) {
		try {
			task.run();
		}
		catch (RuntimeException | Error ex) {
			tell(ex);
		}
	}

	private static void tell(Throwable unexpected) {
		try {
			logger.error("An unexpected error in the engine", unexpected);
		}
		catch (RuntimeException | Error ex) {
			// it cannot even be told, and the thread has more to do
		}
	}

	@Override
	public Instant wallTime() {
		return Instant.now();
	}

	@Override
	public long nanoTime() {
		return System.nanoTime();
	}

	@Override
	public void shutdown() {
		this.timers.shutdownNow();
		this.committingThreads.close();
		this.lanes.forEach((lane, pool) -> {
			// an interrupt in the middle of a write would close an embedded database's
			// file
			if (lane == Lane.ACTIVITIES && this.commitsAnywhere) {
				pool.shutdownNow();
			}
			else {
				pool.shutdown();
			}
		});
		this.lanes.forEach(ThreadPools::awaitEnd);
	}

	private static void awaitEnd(Lane lane, ExecutorService pool) {
		try {
			if (!pool.awaitTermination(5, TimeUnit.SECONDS)) {
				logger.warn("The engine's {} have not ended in time", lane.name().toLowerCase(Locale.ROOT));
			}
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
	}

	/**
	 * Something to be done later.
	 */
	private static final class ScheduledTask implements Cancellable {

		private volatile @Nullable Future<?> future;

		@Override
		public void cancel() {
			Future<?> scheduled = this.future;
			if (scheduled != null) {
				scheduled.cancel(false);
			}
		}

	}

}
