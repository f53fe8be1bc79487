package dev.durable.engine;

import java.time.Instant;
import java.time.temporal.ChronoUnit;

import org.jspecify.annotations.Nullable;

/**
 * Database time without asking the database: what it said at the last heartbeat, and what
 * has passed since by a clock that nobody sets. In microseconds, which is what databases
 * keep.
 */
final class DatabaseClock {

	private final EngineThreads threads;

	private volatile @Nullable Measurement last;

	DatabaseClock(EngineThreads threads) {
		this.threads = threads;
	}

	/**
	 * Return the time of the database, or that of this machine as long as nothing has
	 * been measured.
	 */
	Instant now() {
		Measurement measured = this.last;
		Instant now = (measured != null) ? measured.time.plusNanos(this.threads.nanoTime() - measured.at)
				: this.threads.wallTime();
		return now.truncatedTo(ChronoUnit.MICROS);
	}

	/**
	 * Take a measurement.
	 * @param databaseTime what the database answered
	 * @param asked when it was asked, by {@link EngineThreads#nanoTime}
	 */
	void measured(Instant databaseTime, long asked) {
		long answered = this.threads.nanoTime();
		this.last = new Measurement(databaseTime, asked + (answered - asked) / 2);
	}

	/**
	 * The time of the database at a time of this machine.
	 */
	private record Measurement(Instant time, long at) {

	}

}
