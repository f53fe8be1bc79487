package dev.durable.engine;

import java.time.Duration;
import java.util.List;
import java.util.Set;

import dev.durable.observation.EngineListener;
import dev.durable.store.CommitResult;
import dev.durable.store.CommitStore;
import dev.durable.store.InstanceCommit;

/**
 * {@link CommitStore} that counts its commits and tells how long they take.
 */
final class MeasuredCommits implements CommitStore {

	private final CommitStore store;

	private final EngineThreads threads;

	private final EngineListener listener;

	private final CommitCounts counts;

	MeasuredCommits(CommitStore store, EngineThreads threads, EngineListener listener, CommitCounts counts) {
		this.store = store;
		this.threads = threads;
		this.listener = listener;
		this.counts = counts;
	}

	@Override
	public CommitResult commit(long node, List<InstanceCommit> group) {
		long began = this.threads.nanoTime();
		CommitResult result = this.store.commit(node, group);
		long ended = this.threads.nanoTime();
		this.counts.committed(group.size(), ended);
		this.listener.committed(group.size(), Duration.ofNanos(ended - began));
		return result;
	}

	@Override
	public Set<Long> blocked(List<InstanceCommit> group) {
		return this.store.blocked(group);
	}

	@Override
	public void awaitInFlight(long node) {
		this.store.awaitInFlight(node);
	}

	@Override
	public void abandon() {
		this.store.abandon();
	}

	@Override
	public void close() {
		this.store.close();
	}

}
