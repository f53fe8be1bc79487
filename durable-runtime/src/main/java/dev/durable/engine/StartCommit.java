package dev.durable.engine;

import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;

import dev.durable.store.CommitResult;
import dev.durable.store.InstanceCommit;
import dev.durable.store.NewInstance;
import dev.durable.store.StoreException;

/**
 * The commit of a start.
 */
final class StartCommit implements PendingCommit {

	private final NewInstance start;

	private final InstanceCommit commit;

	private final Consumer<NewInstance> inserted;

	private final CompletableFuture<CommitResult.Outcome> outcome = new CompletableFuture<>();

	StartCommit(NewInstance start, Consumer<NewInstance> inserted) {
		this.start = start;
		this.commit = InstanceCommit.start(start);
		this.inserted = inserted;
	}

	/**
	 * Return what became of it, once that is durable.
	 */
	CompletableFuture<CommitResult.Outcome> outcome() {
		return this.outcome;
	}

	@Override
	public InstanceCommit commit() {
		return this.commit;
	}

	@Override
	public void committed(CommitResult.Outcome result, CommitResult group) {
		if (result == CommitResult.Outcome.COMMITTED) {
			this.inserted.accept(this.start);
		}
		this.outcome.complete(result);
	}

	@Override
	public void committedUnseen() {
		committed(CommitResult.Outcome.COMMITTED, CommitResult.NONE);
	}

	@Override
	public void failed(StoreException failure) {
		this.outcome.completeExceptionally(failure);
	}

}
