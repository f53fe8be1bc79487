package dev.durable.engine;

import java.util.concurrent.CompletableFuture;

import dev.durable.store.CommitResult;
import dev.durable.store.InstanceCommit;
import dev.durable.store.NewInstance;
import dev.durable.store.StoreException;
import org.jspecify.annotations.Nullable;

/**
 * The commit of a start.
 */
final class StartCommit implements PendingCommit {

	private final NewInstance start;

	private final InstanceCommit commit;

	private volatile long node;

	private final CompletableFuture<CommitResult.Outcome> outcome = new CompletableFuture<>();

	StartCommit(NewInstance start) {
		this.start = start;
		this.commit = InstanceCommit.start(start);
	}

	/**
	 * Return what became of it, once that is durable.
	 */
	CompletableFuture<CommitResult.Outcome> outcome() {
		return this.outcome;
	}

	/**
	 * Return the node that has committed it, once that is so.
	 */
	long node() {
		return this.node;
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
		this.node = node;
		this.outcome.complete(result);
	}

	@Override
	public void committedUnseen(long node) {
		committed(CommitResult.Outcome.COMMITTED, CommitResult.NONE, node);
	}

	@Override
	public void failed(StoreException failure) {
		this.outcome.completeExceptionally(failure);
	}

}
