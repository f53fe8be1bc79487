package dev.durable.engine;

import dev.durable.store.CommitResult;
import dev.durable.store.InstanceCommit;
import dev.durable.store.StoreException;
import org.jspecify.annotations.Nullable;

/**
 * The commit of a start, and of the first run of its code if that is part of it.
 */
final class StartCommit implements PendingCommit {

	private final PendingStart start;

	private final InstanceCommit commit;

	private final @Nullable TurnCommit firstRun;

	StartCommit(PendingStart start, InstanceCommit commit, @Nullable TurnCommit firstRun) {
		this.start = start;
		this.commit = commit;
		this.firstRun = firstRun;
	}

	@Override
	public String instanceId() {
		return this.start.instanceId();
	}

	@Override
	public @Nullable Long owner() {
		return null;
	}

	@Override
	public boolean isAbandoned() {
		return false;
	}

	@Override
	public InstanceCommit commit() {
		return this.commit;
	}

	@Override
	public void committed(CommitResult.Outcome result, CommitResult group, long node) {
		if (result != CommitResult.Outcome.COMMITTED) {
			this.start.refused(result);
			return;
		}
		this.start.committed(node);
		if (this.firstRun != null) {
			this.firstRun.committed(result, group, node);
		}
	}

	@Override
	public void committedUnseen(long node) {
		committed(CommitResult.Outcome.COMMITTED, CommitResult.NONE, node);
	}

	@Override
	public void failed(StoreException failure) {
		this.start.failed(failure);
	}

}
