package dev.durable.engine;

import java.time.Duration;
import java.util.function.LongSupplier;

import dev.durable.store.StoreException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;

/**
 * Tells people of something that is tried again and again and does not work: once, every
 * minute while that lasts, and once when it works again. What fails and works by turns is
 * told of every few seconds at most.
 */
final class FailureLog {

	private static final long REMINDER = Duration.ofMinutes(1).toNanos();

	private static final long QUIET = Duration.ofSeconds(5).toNanos();

	private final Logger logger;

	private final LongSupplier nanoTime;

	private final String failing;

	private final String working;

	private volatile boolean failed;

	private boolean told;

	private boolean toldEver;

	private long toldAt;

	private long since;

	private int failures;

	/**
	 * Create a log.
	 * @param nanoTime a clock that only goes forward
	 * @param failing what it is like when it does not work
	 * @param working what it is like when it works again
	 */
	FailureLog(Logger logger, LongSupplier nanoTime, String failing, String working) {
		this.logger = logger;
		this.nanoTime = nanoTime;
		this.failing = failing;
		this.working = working;
	}

	/**
	 * It has not worked.
	 */
	void failed(Throwable failure) {
		boolean expected = failure instanceof StoreException store && store.kind() != StoreException.Kind.DEFINITE;
		failed(expected ? String.valueOf(failure.getMessage()) : failure.toString(), expected ? null : failure);
		this.logger.debug("{}", this.failing, failure);
	}

	/**
	 * It has not worked.
	 * @param reason why
	 */
	void failed(String reason) {
		failed(reason, null);
	}

	private synchronized void failed(String reason, @Nullable Throwable unexpected) {
		long now = this.nanoTime.getAsLong();
		if (!this.failed) {
			this.failed = true;
			this.told = false;
			this.since = now;
			this.failures = 0;
		}
		this.failures++;
		if (this.toldEver && now - this.toldAt < (this.told ? REMINDER : QUIET)) {
			return;
		}
		if (!this.told) {
			this.logger.warn("{}: {}", this.failing, reason, unexpected);
		}
		else {
			this.logger.warn("{}, {} times in {} s so far: {}", this.failing, this.failures, seconds(now), reason);
		}
		this.told = true;
		this.toldEver = true;
		this.toldAt = now;
	}

	/**
	 * It has worked.
	 */
	void worked() {
		if (this.failed) {
			worksAgain();
		}
	}

	private synchronized void worksAgain() {
		if (this.failed && this.told) {
			this.toldAt = this.nanoTime.getAsLong();
			this.logger.info("{}, after {} s", this.working, seconds(this.toldAt));
		}
		this.failed = false;
	}

	private long seconds(long now) {
		return Duration.ofNanos(now - this.since).toSeconds();
	}

}
