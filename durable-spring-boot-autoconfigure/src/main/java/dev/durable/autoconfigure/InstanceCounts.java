package dev.durable.autoconfigure;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

import dev.durable.RuntimeStatus;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * How many instances there are of each status, as of the last count. Whoever asks gets
 * the last answer at once; if that is old, a count begins on another thread. So nothing
 * is counted while nobody asks, and a count that takes long is made less often: at most a
 * hundredth of the time goes into counting.
 */
final class InstanceCounts {

	private static final Logger logger = LoggerFactory.getLogger(InstanceCounts.class);

	private static final long INTERVAL = Duration.ofSeconds(30).toNanos();

	private static final long SHARE = 100;

	private final Supplier<Map<RuntimeStatus, Long>> source;

	private final Executor executor;

	private final LongSupplier nanoTime;

	private final AtomicBoolean counting = new AtomicBoolean();

	private volatile @Nullable Map<RuntimeStatus, Long> counts;

	private volatile boolean countedEver;

	private volatile long nextCount;

	/**
	 * Create counts.
	 * @param source counts
	 * @param executor does that, not on the thread that asks
	 * @param nanoTime tells the time
	 */
	InstanceCounts(Supplier<Map<RuntimeStatus, Long>> source, Executor executor, LongSupplier nanoTime) {
		this.source = source;
		this.executor = executor;
		this.nanoTime = nanoTime;
	}

	/**
	 * Return how many instances have a status, not a number while that is not known.
	 */
	double of(RuntimeStatus status) {
		boolean due = !this.countedEver || this.nanoTime.getAsLong() - this.nextCount >= 0;
		if (due && this.counting.compareAndSet(false, true)) {
			this.executor.execute(this::count);
		}
		Map<RuntimeStatus, Long> latest = this.counts;
		return (latest != null) ? latest.getOrDefault(status, 0L) : Double.NaN;
	}

	private void count() {
		long began = this.nanoTime.getAsLong();
		try {
			this.counts = this.source.get();
		}
		catch (RuntimeException ex) {
			logger.debug("Instances could not be counted", ex);
			this.counts = null;
		}
		finally {
			long ended = this.nanoTime.getAsLong();
			this.nextCount = ended + Math.max(INTERVAL, SHARE * (ended - began));
			this.countedEver = true;
			this.counting.set(false);
		}
	}

}
