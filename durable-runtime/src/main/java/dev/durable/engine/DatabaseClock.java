package dev.durable.engine;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;

/**
 * Database time without asking the database: this machine's time and the difference
 * measured at heartbeats. In microseconds, which is what databases keep.
 */
final class DatabaseClock {

	private final EngineThreads threads;

	private volatile Duration offset = Duration.ZERO;

	DatabaseClock(EngineThreads threads) {
		this.threads = threads;
	}

	Instant now() {
		return this.threads.wallTime().plus(this.offset).truncatedTo(ChronoUnit.MICROS);
	}

	/**
	 * Take a measurement.
	 * @param databaseTime what the database answered
	 * @param asked the time of this machine when it was asked
	 */
	void measured(Instant databaseTime, Instant asked) {
		Instant answered = this.threads.wallTime();
		Instant middle = asked.plus(Duration.between(asked, answered).dividedBy(2));
		this.offset = Duration.between(middle, databaseTime);
	}

}
