package dev.durable.engine;

import java.time.Duration;

import org.jspecify.annotations.Nullable;

/**
 * What the committer of one engine has done, and what it has before it.
 *
 * @param groups how many transactions it has committed, those of the second lane included
 * @param commits how many turns, starts and releases these were; a start with its first
 * run is one
 * @param sinceCommit the time since the last of them, or {@code null} if there was none
 * @param stalled for how long there has been something to commit without success, zero if
 * there is nothing
 * @param waiting how many commits wait for the next group
 * @param secondLane how many commits wait for locks of others, apart from the rest
 */
public record CommitterStatistics(long groups, long commits, @Nullable Duration sinceCommit, Duration stalled,
		int waiting, int secondLane) {

	/**
	 * Return how many commits a transaction has on average.
	 * @return the mean, 0 if there was none
	 */
	public double meanGroupSize() {
		return (this.groups > 0) ? (double) this.commits / this.groups : 0;
	}

}
