package dev.durable.store.jpa;

import java.time.Instant;
import java.util.concurrent.TimeUnit;

/**
 * Times in arrays for PostgreSQL: microseconds since 1970, which is what its timestamps
 * have. Drivers do not agree on arrays of timestamps, and to read a text takes the server
 * 0.35 µs instead of 0.04 µs. Exact until the year 2255.
 */
final class EpochMicros {

	private EpochMicros() {
	}

	static long of(Instant time) {
		return TimeUnit.SECONDS.toMicros(time.getEpochSecond()) + TimeUnit.NANOSECONDS.toMicros(time.getNano());
	}

}
