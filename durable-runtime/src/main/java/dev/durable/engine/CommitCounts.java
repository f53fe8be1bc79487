package dev.durable.engine;

import java.time.Duration;
import java.util.concurrent.atomic.LongAdder;

import org.jspecify.annotations.Nullable;

/**
 * Counts what an engine has committed, in both lanes.
 */
final class CommitCounts {

	private final LongAdder groups = new LongAdder();

	private final LongAdder commits = new LongAdder();

	private volatile @Nullable Long lastNanos;

	void committed(int group, long nanos) {
		this.groups.increment();
		this.commits.add(group);
		this.lastNanos = nanos;
	}

	CommitterStatistics statistics(TurnCommitter committer, long now) {
		Long last = this.lastNanos;
		return new CommitterStatistics(this.groups.sum(), this.commits.sum(),
				(last != null) ? Duration.ofNanos(now - last) : null, Duration.ofNanos(committer.stalledNanos()),
				committer.waiting(), committer.blocked());
	}

}
