package dev.durable.engine;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;

import dev.durable.store.CommitResult;
import dev.durable.store.InstanceCommit;
import dev.durable.store.NewInstance;
import dev.durable.store.Release;
import org.jspecify.annotations.Nullable;

/**
 * A start that is not durable yet, while the code runs already: if that comes to its
 * first wait soon, its first run is part of the same commit. Otherwise the caller commits
 * the start alone, and the run follows.
 */
final class PendingStart {

	private static final Duration PATIENCE = Duration.ofMillis(20);

	private final NewInstance start;

	private final InstanceEvents engine;

	private final CompletableFuture<CommitResult.Outcome> outcome = new CompletableFuture<>();

	/**
	 * Whether somebody has taken it on himself to commit the start.
	 */
	private final AtomicBoolean taken = new AtomicBoolean();

	private volatile @Nullable LiveInstance instance;

	private boolean durable;

	private @Nullable TurnCommit kept;

	PendingStart(NewInstance start, InstanceEvents engine) {
		this.start = start;
		this.engine = engine;
	}

	/**
	 * Let the code run, if this node will own the instance.
	 */
	void begin() {
		LiveInstance created = this.engine.starting(this.start);
		if (created == null) {
			return;
		}
		this.instance = created;
		boolean begun = false;
		try {
			created.start(this);
			begun = true;
		}
		finally {
			if (!begun) {
				created.drop();
			}
		}
	}

	/**
	 * Wait until it is durable.
	 * @return what became of it
	 */
	CommitResult.Outcome await() {
		LiveInstance begun = this.instance;
		if (begun != null && !begun.isGone()) {
			awaitFirstRun();
		}
		commitAlone();
		try {
			return this.outcome.join();
		}
		catch (CompletionException ex) {
			throw (ex.getCause() instanceof RuntimeException cause) ? cause : ex;
		}
	}

	private void awaitFirstRun() {
		try {
			this.outcome.get(PATIENCE.toNanos(), TimeUnit.NANOSECONDS);
		}
		catch (InterruptedException ex) {
			// waits all the same, as nobody knows what has become of it
			Thread.currentThread().interrupt();
		}
		catch (TimeoutException | ExecutionException ex) {
			// it takes longer, or the outcome will tell
		}
	}

	/**
	 * Commit the start without waiting for the first run any longer, unless somebody
	 * commits it already.
	 */
	void commitAlone() {
		if (take()) {
			this.engine.submitHere(alone());
		}
	}

	/**
	 * The first run has come to its end.
	 * @param run what it commits
	 * @param here whether this thread would only wait for the commit
	 */
	void hasRun(TurnCommit run, boolean here) {
		boolean mine = take();
		if (mine && run.commit().isPlainTurn()) {
			Release release = run.instance().giveBackIfCrowded();
			NewInstance inserted = (release != null) ? this.start.givenBack(release) : this.start;
			this.engine.submit(new StartCommit(this, InstanceCommit.start(inserted).withFirstRun(run.commit()), run),
					here);
			return;
		}
		keepUntilDurable(run);
		if (mine) {
			this.engine.submit(alone(), here);
		}
	}

	private boolean take() {
		return this.taken.compareAndSet(false, true);
	}

	private StartCommit alone() {
		return new StartCommit(this, InstanceCommit.start(this.start), null);
	}

	private void keepUntilDurable(TurnCommit run) {
		synchronized (this) {
			if (!this.durable) {
				this.kept = run;
				return;
			}
		}
		this.engine.submit(run);
	}

	/**
	 * The start is durable.
	 * @param node the node that has committed it
	 */
	void committed(long node) {
		LiveInstance begun = this.instance;
		try {
			if (this.start.owned() && (begun == null || !begun.isGivenBack())) {
				this.engine.started(this.start.id(), begun, node);
			}
		}
		finally {
			this.outcome.complete(CommitResult.Outcome.COMMITTED);
		}
		submitKept();
	}

	private void submitKept() {
		TurnCommit next;
		synchronized (this) {
			this.durable = true;
			next = this.kept;
			this.kept = null;
		}
		if (next != null) {
			this.engine.submit(next);
		}
	}

	/**
	 * Nothing of it was written.
	 */
	void refused(CommitResult.Outcome why) {
		forget();
		this.outcome.complete(why);
	}

	/**
	 * Nothing of it was written, or nobody can say.
	 */
	void failed(RuntimeException failure) {
		forget();
		this.outcome.completeExceptionally(failure);
	}

	/**
	 * End the code that has run for nothing.
	 */
	private void forget() {
		LiveInstance begun = this.instance;
		if (begun != null) {
			begun.drop();
		}
	}

	String instanceId() {
		return this.start.instanceId();
	}

	/**
	 * Return what becomes of it.
	 */
	CompletableFuture<CommitResult.Outcome> outcome() {
		return this.outcome;
	}

}
