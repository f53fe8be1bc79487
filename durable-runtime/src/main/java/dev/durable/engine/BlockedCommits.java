package dev.durable.engine;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
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
 * transaction, so that one application never stops the node.
 * <p>
 * Round after round the store is asked which of them nobody holds up any more; those go
 * back to the committer. In addition one is tried with the patience of a lock timeout:
 * now and then, because somebody who only looks never gets a row that others take in
 * turns, and in each round where what holds it up cannot be seen. So one round waits for
 * one lock at most, however many there are.
 */
final class BlockedCommits {

	private static final Logger logger = LoggerFactory.getLogger(BlockedCommits.class);

	private static final Duration RETRY_DELAY = Duration.ofMillis(100);

	// On H2 whoever waits holds the fence, which the committer needs
	private static final Duration PATIENT_TRY_INTERVAL = Duration.ofSeconds(2);

	private static final Duration START_LIMIT = Duration.ofSeconds(10);

	private static final int MAX_LOOKED_AT = 256;

	private final EngineThreads threads;

	private final CurrentNode node;

	private final Supplier<CommitStore> opener;

	private final UnknownOutcome unknownOutcome;

	private final Consumer<PendingCommit> committer;

	private final Runnable verification;

	private final LongConsumer fenced;

	private final FailureLog waits;

	private final Set<Blocked> queue = new LinkedHashSet<>();

	// Made before there may be no memory for it
	private final Runnable nextRound;

	private @Nullable CommitStore store;

	private boolean scheduled;

	// Used by the lane alone
	private @Nullable Long lastPatientTry;

	BlockedCommits(EngineThreads threads, CurrentNode node, Supplier<CommitStore> opener, UnknownOutcome unknownOutcome,
			Consumer<PendingCommit> committer, Runnable verification, LongConsumer fenced) {
		this.threads = threads;
		this.node = node;
		this.opener = opener;
		this.unknownOutcome = unknownOutcome;
		this.committer = committer;
		this.verification = verification;
		this.fenced = fenced;
		this.waits = new FailureLog(logger, threads::nanoTime,
				"Commits wait for locks that somebody else holds, apart from the others; look for long transactions "
						+ "that write to Durable's tables",
				"No commits wait for locks of somebody else any more");
		Runnable round = this::goRound;
		this.nextRound = () -> threads.execute(Lane.BLOCKED_COMMITS, round);
	}

	/**
	 * Take commits over from the committer.
	 * @param commits the commits
	 * @param owner the node under which their instances are owned
	 * @param seen whether the store saw what holds them up, so that it can be asked again
	 */
	synchronized void add(List<PendingCommit> commits, long owner, boolean seen) {
		long now = this.threads.nanoTime();
		commits.forEach((commit) -> this.queue.add(new Blocked(commit, owner, now, seen)));
		this.waits
			.failed(this.queue.size() + " commits, one of them of instance '" + commits.get(0).instanceId() + "'");
		if (!this.scheduled) {
			this.scheduled = true;
			this.nextRound.run();
		}
	}

	synchronized int size() {
		return this.queue.size();
	}

	synchronized boolean isIdle() {
		return !this.scheduled;
	}

	synchronized void close() {
		StoreException stopped = new StoreException(Kind.DEFINITE, "The engine has been stopped", null);
		this.queue.forEach((blocked) -> TurnCommitter.tell(blocked.commit, () -> blocked.commit.failed(stopped)));
		this.queue.clear();
		if (this.store != null) {
			if (this.scheduled) {
				this.store.abandon();
			}
			else {
				this.store.close();
			}
			this.store = null;
		}
	}

	private void goRound() {
		boolean progress = false;
		try {
			dropLost();
			if (!this.unknownOutcome.isVerificationDue()) {
				progress = giveFreeBack() | tryOne();
			}
			giveUpStarts();
		}
		finally {
			goOn(progress);
		}
	}

	private void goOn(boolean progress) {
		synchronized (this) {
			this.scheduled = !this.queue.isEmpty();
			if (!this.scheduled) {
				this.waits.worked();
				return;
			}
		}
		if (progress) {
			this.nextRound.run();
		}
		else {
			this.threads.after(RETRY_DELAY, this.nextRound);
		}
	}

	private synchronized List<Blocked> waiting() {
		return List.copyOf(this.queue);
	}

	private synchronized void remove(Blocked blocked) {
		this.queue.remove(blocked);
	}

	private synchronized void putLast(Blocked blocked) {
		if (this.queue.remove(blocked)) {
			this.queue.add(blocked);
		}
	}

	private void dropLost() {
		Long current = this.node.id();
		for (Blocked blocked : waiting()) {
			if (current == null || current != blocked.owner) {
				remove(blocked);
				fail(blocked, new NodeFencedException(blocked.owner));
			}
			else if (TurnCommitter.stillOwned(List.of(blocked.commit), current).isEmpty()) {
				remove(blocked);
			}
		}
	}

	private boolean giveFreeBack() {
		List<Blocked> seen = waiting().stream().filter(Blocked::seen).limit(MAX_LOOKED_AT).toList();
		if (seen.isEmpty()) {
			return false;
		}
		Set<Long> held;
		try {
			held = store().blocked(TurnCommitter.commits(seen.stream().map(Blocked::commit).toList()));
		}
		catch (StoreException ex) {
			logger.debug("What commits wait for could not be found out", ex);
			if (ex.kind() == Kind.UNAVAILABLE) {
				verifyLater();
			}
			return false;
		}
		List<Blocked> free = new ArrayList<>();
		for (Blocked blocked : seen) {
			if (held.contains(blocked.commit.commit().instance())) {
				putLast(blocked);
			}
			else {
				free.add(blocked);
			}
		}
		free.forEach((blocked) -> {
			remove(blocked);
			this.committer.accept(blocked.commit);
		});
		return !free.isEmpty();
	}

	private void verifyLater() {
		this.unknownOutcome.connectionLost();
		this.verification.run();
	}

	private boolean tryOne() {
		long now = this.threads.nanoTime();
		boolean patient = this.lastPatientTry == null || now - this.lastPatientTry >= PATIENT_TRY_INTERVAL.toNanos();
		for (Blocked blocked : waiting()) {
			if (!blocked.seen || patient) {
				this.lastPatientTry = patient ? Long.valueOf(now) : this.lastPatientTry;
				boolean settled = attempt(blocked);
				if (settled) {
					remove(blocked);
				}
				else {
					putLast(blocked);
				}
				return settled;
			}
		}
		return false;
	}

	private synchronized CommitStore store() {
		if (this.store == null) {
			this.store = this.opener.get();
		}
		return this.store;
	}

	/**
	 * Try one commit.
	 * @return whether it is settled
	 */
	private boolean attempt(Blocked blocked) {
		PendingCommit commit = blocked.commit;
		CommitResult result;
		try {
			result = store().commit(blocked.owner, TurnCommitter.commits(List.of(commit)));
		}
		catch (NodeFencedException ex) {
			fail(blocked, ex);
			this.fenced.accept(blocked.owner);
			return true;
		}
		catch (StoreException ex) {
			return afterFailure(blocked, ex);
		}
		catch (RuntimeException | Error ex) {
			logger.error("Unexpected failure of a commit", ex);
			return afterFailure(blocked, new StoreException(Kind.UNKNOWN, String.valueOf(ex.getMessage()), ex));
		}
		TurnCommitter.tell(commit,
				() -> commit.committed(result.of(commit.commit().instance()), result, blocked.owner));
		return true;
	}

	private boolean afterFailure(Blocked blocked, StoreException failure) {
		switch (failure.kind()) {
			case DEFINITE -> fail(blocked, failure);
			case UNKNOWN -> {
				this.unknownOutcome.add(List.of(blocked.commit));
				this.verification.run();
			}
			case UNAVAILABLE -> {
				verifyLater();
				return false;
			}
			case RETRYABLE -> {
				return false;
			}
		}
		return true;
	}

	/**
	 * Give up starts that have been blocked for long: the caller may itself be in the
	 * transaction that its start waits for.
	 */
	private void giveUpStarts() {
		long now = this.threads.nanoTime();
		for (Blocked blocked : waiting()) {
			boolean start = blocked.commit.commit().start() != null;
			if (start && now - blocked.since >= START_LIMIT.toNanos()) {
				remove(blocked);
				fail(blocked, new StoreException(Kind.RETRYABLE,
						"Another transaction has held the id of the instance for " + START_LIMIT.toSeconds() + " s",
						null));
			}
		}
	}

	private static void fail(Blocked blocked, StoreException failure) {
		TurnCommitter.tell(blocked.commit, () -> blocked.commit.failed(failure));
	}

	/**
	 * A commit that waits.
	 *
	 * @param commit the commit
	 * @param owner the node under which its instance is owned
	 * @param since since when it waits
	 * @param seen whether the store can see what it waits for
	 */
	private record Blocked(PendingCommit commit, long owner, long since, boolean seen) {

	}

}
