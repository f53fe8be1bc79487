package dev.durable.engine;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Queue;
import java.util.function.LongConsumer;
import java.util.function.Supplier;

import dev.durable.engine.EngineThreads.Lane;
import dev.durable.store.CommitResult;
import dev.durable.store.CommitStore;
import dev.durable.store.NodeFencedException;
import dev.durable.store.StoreException;
import dev.durable.store.StoreException.Kind;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The second lane of the committer: commits that wait for locks of an application's open
 * transaction, tried one by one, so that one application never stops the node.
 */
final class BlockedCommits {

	private static final Logger logger = LoggerFactory.getLogger(BlockedCommits.class);

	private static final Duration RETRY_DELAY = Duration.ofMillis(100);

	private static final Duration START_LIMIT = Duration.ofSeconds(10);

	private final EngineThreads threads;

	private final CurrentNode node;

	private final Supplier<CommitStore> opener;

	private final UnknownOutcome unknownOutcome;

	private final Runnable verification;

	private final LongConsumer fenced;

	private final Queue<Blocked> queue = new ArrayDeque<>();

	private @Nullable CommitStore store;

	private boolean scheduled;

	BlockedCommits(EngineThreads threads, CurrentNode node, Supplier<CommitStore> opener, UnknownOutcome unknownOutcome,
			Runnable verification, LongConsumer fenced) {
		this.threads = threads;
		this.node = node;
		this.opener = opener;
		this.unknownOutcome = unknownOutcome;
		this.verification = verification;
		this.fenced = fenced;
	}

	synchronized void add(PendingCommit commit, long owner) {
		logger.warn("A commit of instance #{} waits for a lock that somebody else holds", commit.commit().instance());
		this.queue.add(new Blocked(commit, owner, this.threads.nanoTime()));
		if (!this.scheduled) {
			this.scheduled = true;
			this.threads.execute(Lane.BLOCKED_COMMITS, this::tryNext);
		}
	}

	synchronized boolean isIdle() {
		return !this.scheduled;
	}

	synchronized void close() {
		StoreException stopped = new StoreException(Kind.DEFINITE, "The engine has been stopped", null);
		this.queue.forEach((blocked) -> TurnCommitter.tell(blocked.commit, () -> blocked.commit.failed(stopped)));
		this.queue.clear();
		if (this.store != null) {
			this.store.close();
			this.store = null;
		}
	}

	private void tryNext() {
		Blocked next = poll();
		if (next == null) {
			return;
		}
		boolean settled = false;
		try {
			settled = TurnCommitter.stillOwned(List.of(next.commit), next.owner).isEmpty() || attempt(next);
		}
		finally {
			finish(next, settled);
		}
	}

	private void finish(Blocked next, boolean settled) {
		if (!settled) {
			putBack(next);
		}
		Runnable again = () -> this.threads.execute(Lane.BLOCKED_COMMITS, this::tryNext);
		if (settled) {
			again.run();
		}
		else {
			this.threads.after(RETRY_DELAY, again);
		}
	}

	private synchronized @Nullable Blocked poll() {
		Blocked next = this.queue.poll();
		this.scheduled = next != null;
		return next;
	}

	private synchronized void putBack(Blocked blocked) {
		this.queue.add(blocked);
	}

	private synchronized CommitStore store() {
		if (this.store == null) {
			this.store = this.opener.get();
		}
		return this.store;
	}

	private boolean attempt(Blocked blocked) {
		PendingCommit commit = blocked.commit;
		Long current = this.node.id();
		if (current == null || current != blocked.owner) {
			TurnCommitter.tell(commit, () -> commit.failed(new NodeFencedException(blocked.owner)));
			return true;
		}
		if (this.unknownOutcome.isVerificationDue()) {
			return false;
		}
		CommitResult result;
		try {
			result = store().commit(current, TurnCommitter.commits(List.of(commit)));
		}
		catch (NodeFencedException ex) {
			TurnCommitter.tell(commit, () -> commit.failed(ex));
			this.fenced.accept(current);
			return true;
		}
		catch (StoreException ex) {
			if (ex.kind() == Kind.UNKNOWN) {
				this.unknownOutcome.add(List.of(commit));
				this.verification.run();
				return true;
			}
			if (ex.kind() == Kind.DEFINITE) {
				TurnCommitter.tell(commit, () -> commit.failed(ex));
				return true;
			}
			if (ex.kind() == Kind.UNAVAILABLE) {
				this.unknownOutcome.connectionLost();
				this.verification.run();
			}
			return giveUpStart(blocked, ex);
		}
		catch (RuntimeException ex) {
			logger.error("Unexpected failure of a commit", ex);
			this.unknownOutcome.add(List.of(commit));
			this.verification.run();
			return true;
		}
		TurnCommitter.tell(commit, () -> commit.committed(result.of(commit.commit().instance()), result, current));
		return true;
	}

	/**
	 * Give up a start that has been blocked for long: its caller may itself be in the
	 * transaction that it waits for.
	 */
	private boolean giveUpStart(Blocked blocked, StoreException failure) {
		boolean start = blocked.commit.commit().start() != null;
		if (!start || this.threads.nanoTime() - blocked.since < START_LIMIT.toNanos()) {
			return false;
		}
		TurnCommitter.tell(blocked.commit, () -> blocked.commit.failed(failure));
		return true;
	}

	/**
	 * A commit, the node under which its instance is owned, and since when it waits.
	 */
	private record Blocked(PendingCommit commit, long owner, long since) {

	}

}
