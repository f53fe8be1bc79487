package dev.durable.engine.code;

import java.time.Instant;

import org.jspecify.annotations.Nullable;

/**
 * The latest time that something can be planned for: every database and every format can
 * keep it, and nobody will see it.
 */
public final class LatestTime {

	static final Instant NEVER = Instant.parse("9999-12-31T23:59:59.999999Z");

	private LatestTime() {
	}

	/**
	 * Check a start time. Other than a timer, it could not be meant to be never.
	 * @param startAt when an instance may run at the earliest, or {@code null}
	 * @throws IllegalArgumentException if it is after the year 9999
	 */
	public static void requireStartTime(@Nullable Instant startAt) {
		if (startAt != null && startAt.isAfter(NEVER)) {
			throw new IllegalArgumentException("Start time is not usable: it is after the year 9999");
		}
	}

}
