package dev.durable.store;

import java.time.Instant;

import org.jspecify.annotations.Nullable;

/**
 * An instance as a status query sees it.
 *
 * @param row the instance
 * @param firstEvents turn 0 of its current generation, which holds the input, or
 * {@code null} if it was not asked for
 * @param lastEvents its last turn if it has finished, which holds the output; else, or if
 * it was not asked for, {@code null}
 * @param lastUpdatedAt the time of its last turn
 */
public record InstanceSummary(InstanceRow row, @Nullable String firstEvents, @Nullable String lastEvents,
		Instant lastUpdatedAt) {

	/**
	 * Return about how many characters this takes.
	 * @return the size
	 */
	public long size() {
		return length(this.firstEvents) + length(this.lastEvents);
	}

	private static long length(@Nullable String events) {
		return (events != null) ? events.length() : 0;
	}

}
