package dev.durable.engine;

import dev.durable.store.CommitResult;
import dev.durable.store.InstanceCommit;
import dev.durable.store.Release;

/**
 * The commit of a release.
 */
final class ReleaseCommit extends OwnCommit {

	private final Release release;

	private final InstanceCommit commit;

	ReleaseCommit(LiveInstance instance, Release release) {
		super(instance);
		this.release = release;
		this.commit = InstanceCommit.release(release);
	}

	@Override
	public InstanceCommit commit() {
		return this.commit;
	}

	@Override
	public void committed(CommitResult.Outcome outcome, CommitResult result, long node) {
		instance().released((outcome != CommitResult.Outcome.COMMITTED) ? null : this.release);
	}

	@Override
	public void committedUnseen(long node) {
		instance().dropAndReload();
	}

}
