package dev.durable.engine;

import java.time.Duration;
import java.util.function.Supplier;

import dev.durable.history.Incident;
import dev.durable.history.TaskFailed;
import dev.durable.store.OwnedCommit;
import dev.durable.store.StoreException;
import dev.durable.store.StoreException.Kind;
import dev.durable.store.TransactionalWork;
import org.jspecify.annotations.Nullable;

/**
 * One run of a transactional activity: its code, and then the turn that its result leads
 * to, which is committed in the same transaction.
 */
final class TransactionalRun implements TransactionalWork {

	static final Duration PATIENCE = Duration.ofSeconds(10);

	private final LiveInstance instance;

	private final int generation;

	private final Supplier<Incident> code;

	private final TurnCommitter committer;

	private @Nullable Incident outcome;

	private @Nullable TurnCommit turn;

	private boolean committing;

	private boolean turnAbandoned;

	TransactionalRun(LiveInstance instance, int generation, Supplier<Incident> code, TurnCommitter committer) {
		this.instance = instance;
		this.generation = generation;
		this.code = code;
		this.committer = committer;
	}

	@Override
	public void run() {
		Incident ran = this.code.get();
		this.outcome = ran;
		if (ran instanceof TaskFailed) {
			throw new RolledBack("The activity has failed");
		}
	}

	@Override
	public OwnedCommit commit() {
		Incident result = this.outcome;
		if (result == null || this.instance.isGone()) {
			throw new Unwanted();
		}
		if (!this.committer.knowsOutcomes()) {
			throw new StoreException(Kind.UNAVAILABLE, "This node has to find out first what it has committed", null);
		}
		CommitSlot slot = new CommitSlot();
		if (!this.instance.post(Delivery.within(slot, result, this.generation))) {
			throw new Unwanted();
		}
		TurnCommit ran = await(slot);
		this.turn = ran;
		if (ran.isAbandoned()) {
			throw new Unwanted();
		}
		return new OwnedCommit(ran.owner(), ran.commit());
	}

	private TurnCommit await(CommitSlot slot) {
		CommitSlot.State reached;
		try {
			reached = slot.await(PATIENCE);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			this.turnAbandoned = true;
			throw new Unwanted();
		}
		TurnCommit ran = slot.turn();
		if (ran != null) {
			return ran;
		}
		if (reached == CommitSlot.State.REFUSED) {
			throw new Unwanted();
		}
		this.turnAbandoned = reached == CommitSlot.State.BEGUN;
		throw new StoreException(Kind.RETRYABLE, "The next turn of instance '" + this.instance.instanceId()
				+ (this.turnAbandoned ? "' did not end" : "' did not begin") + " within " + PATIENCE.toSeconds() + " s",
				null);
	}

	@Override
	public void committing() {
		this.committing = true;
	}

	/**
	 * Return what the code came to, or {@code null} if it was not run.
	 */
	@Nullable Incident outcome() {
		return this.outcome;
	}

	/**
	 * Return the turn to be committed, or {@code null} if it did not come to that.
	 */
	@Nullable TurnCommit turn() {
		return this.turn;
	}

	/**
	 * Return whether the commit may have been sent.
	 */
	boolean isCommitting() {
		return this.committing;
	}

	/**
	 * Return whether a turn has begun that nobody will commit.
	 */
	boolean isTurnAbandoned() {
		return this.turnAbandoned;
	}

	/**
	 * Rolls a transaction back.
	 */
	static class RolledBack extends RuntimeException {

		private static final long serialVersionUID = 1L;

		RolledBack(String message) {
			super(message, null, false, false);
		}

	}

	/**
	 * Nobody wants the result any more.
	 */
	static final class Unwanted extends RolledBack {

		private static final long serialVersionUID = 1L;

		Unwanted() {
			super("The instance does not wait for the activity any more");
		}

	}

}
