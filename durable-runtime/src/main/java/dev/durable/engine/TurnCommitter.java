package dev.durable.engine;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongConsumer;
import java.util.function.Supplier;

import dev.durable.engine.EngineThreads.Lane;
import dev.durable.observation.InstanceMdc;
import dev.durable.store.CommitResult;
import dev.durable.store.CommitStore;
import dev.durable.store.InstanceCommit;
import dev.durable.store.NodeFencedException;
import dev.durable.store.StoreException;
import dev.durable.store.StoreException.Kind;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Group commit: while one transaction is under way the next group gathers; nothing waits
 * for a group to fill. A group that fails is divided until what is at fault stands alone.
 * When a group has waited in vain for a lock, the store is asked what others hold up:
 * that goes on in a {@link BlockedCommits second lane}, and as long as there is something
 * in it the store is asked before each group, so that nothing waits here for the same
 * locks.
 */
final class TurnCommitter {

	private static final Logger logger = LoggerFactory.getLogger(TurnCommitter.class);

	private static final int MAX_COMMITS = 256;

	private static final Duration RETRY_DELAY = Duration.ofMillis(200);

	private static final Duration CLOSE_PATIENCE = Duration.ofSeconds(5);

	private final CommitQueue queue = new CommitQueue();

	/**
	 * Held while a group is committed, on whichever thread.
	 */
	private final ReentrantLock working = new ReentrantLock();

	private final EngineThreads threads;

	private final CurrentNode node;

	private final CommitStore store;

	private final BlockedCommits blocked;

	private final UnknownOutcome unknownOutcome;

	private final LongConsumer fenced;

	private final FailureLog failures;

	private final CommitNews news;

	// Made before there may be no memory for it
	private final Runnable commitAll = this::commitAll;

	private final Runnable goOn = this::goOn;

	private volatile long lastSuccess;

	// Used under the lock of what works
	private int groupLimit = MAX_COMMITS;

	TurnCommitter(EngineThreads threads, CurrentNode node, CommitStore store, Supplier<CommitStore> secondLane,
			UnknownOutcome unknownOutcome, LongConsumer fenced) {
		this.threads = threads;
		this.node = node;
		this.store = store;
		this.unknownOutcome = unknownOutcome;
		this.fenced = fenced;
		this.failures = new FailureLog(logger, threads::nanoTime,
				"This node cannot commit, its instances wait and nothing is lost; look at the database",
				"This node commits again");
		this.news = new CommitNews(threads);
		this.blocked = new BlockedCommits(threads, node, secondLane, unknownOutcome, this::submit, this::wakeUp,
				fenced);
	}

	void submit(PendingCommit commit) {
		submit(commit, false);
	}

	/**
	 * Submit what this thread would only wait for: if nothing is being committed, the
	 * thread commits it itself. What became of earlier commits it does not find out.
	 */
	void submitHere(PendingCommit commit) {
		submit(commit, this.threads.mayCommit() && !this.unknownOutcome.isVerificationDue());
	}

	private void submit(PendingCommit commit, boolean here) {
		if (!this.queue.add(commit)) {
			commit.failed(stopped());
		}
		else if (isWakeUpDue()) {
			if (here) {
				commitHere();
			}
			else {
				goOn();
			}
		}
	}

	/**
	 * Find out what became of a commit that was made elsewhere.
	 */
	void settle(PendingCommit commit) {
		this.unknownOutcome.add(List.of(commit));
		wakeUp();
	}

	/**
	 * A connection was lost elsewhere, before its commit.
	 */
	void connectionLost() {
		this.unknownOutcome.connectionLost();
		wakeUp();
	}

	/**
	 * Return whether this node knows what it has committed; otherwise nothing may be
	 * committed, and it finds out soon.
	 */
	boolean knowsOutcomes() {
		if (this.unknownOutcome.isVerificationDue()) {
			wakeUp();
			return false;
		}
		return true;
	}

	boolean isIdle() {
		return this.queue.isIdle() && this.blocked.isIdle() && this.news.isTold();
	}

	/**
	 * Return for how many nanoseconds there has been something to commit without success,
	 * or a success that not everybody knows of.
	 */
	long stalledNanos() {
		return Math.max(this.queue.stalledNanos(this.threads.nanoTime(), this.lastSuccess), this.news.stalledNanos());
	}

	/**
	 * Return how many commits wait for the next group.
	 */
	int waiting() {
		return this.queue.size();
	}

	/**
	 * Return how many commits are in the second lane.
	 */
	int blocked() {
		return this.blocked.size();
	}

	/**
	 * Tell of commits on the threads that have made them, because the lanes end.
	 */
	void tellHere() {
		this.news.close();
	}

	/**
	 * Commit nothing any more. To be called when nothing is under way. If something is
	 * nevertheless, because the database does not answer, it is told that it has failed
	 * as soon as that is known.
	 */
	void close() {
		this.queue.close();
		failAll(stopped());
		if (awaitRest()) {
			try {
				this.store.close();
			}
			finally {
				this.working.unlock();
			}
		}
		else {
			this.store.abandon();
		}
		this.blocked.close();
		failAll(stopped());
	}

	private static StoreException stopped() {
		return new StoreException(Kind.DEFINITE, "The engine has been stopped", null);
	}

	private boolean awaitRest() {
		try {
			return this.working.tryLock(CLOSE_PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			return false;
		}
	}

	/**
	 * Fail what waits to be committed, because the instances are not this node's any
	 * more.
	 */
	void failAll(StoreException failure) {
		StoreException unknown = new StoreException(Kind.UNKNOWN,
				"This node lost its membership before it knew the outcome of a commit", failure);
		this.unknownOutcome.takeOpen().forEach((pending) -> tell(pending, () -> pending.failed(unknown)));
		this.queue.takeAll().forEach((pending) -> tell(pending, () -> pending.failed(failure)));
	}

	private void wakeUp() {
		if (isWakeUpDue()) {
			goOn();
		}
	}

	/**
	 * Go on on the lane, if there is one.
	 */
	private void goOn() {
		if (this.queue.isClosed()) {
			failAll(stopped());
		}
		else {
			this.threads.execute(Lane.COMMITS, this.commitAll);
		}
	}

	private boolean isWakeUpDue() {
		return this.queue.schedule(this.threads.nanoTime());
	}

	private void commitHere() {
		try {
			commitAll();
		}
		catch (RuntimeException | Error ex) {
			logger.error("An unexpected error in the engine", ex);
		}
	}

	private void commitAll() {
		boolean done = false;
		this.working.lock();
		try {
			commitNext();
			done = true;
		}
		finally {
			this.working.unlock();
			if (!done) {
				// whatever it was, the lane goes on
				commitLater();
			}
		}
	}

	private void commitLater() {
		if (this.queue.isClosed()) {
			failAll(stopped());
		}
		else {
			this.threads.after(RETRY_DELAY, this.goOn);
		}
	}

	private void commitNext() {
		if (!isVerified()) {
			commitLater();
			return;
		}
		boolean reachable = commit();
		if (!reachable) {
			commitLater();
		}
		else if (hasMore()) {
			goOn();
		}
	}

	private boolean commit() {
		List<PendingCommit> group = this.queue.next(this.groupLimit);
		boolean settled = false;
		try {
			boolean reachable = commit(group);
			settled = true;
			return reachable;
		}
		finally {
			if (!settled) {
				// somebody waits for each of them, written or not, told or not
				this.unknownOutcome.add(group);
			}
		}
	}

	private boolean isVerified() {
		Long current = this.node.id();
		if (current == null || !this.unknownOutcome.isVerificationDue()) {
			return true;
		}
		if (!this.news.isTold()) {
			// whoever has not heard of a commit would look as if it had been lost
			return false;
		}
		try {
			this.unknownOutcome.verify(this.store, current, this::submit);
			this.failures.worked();
			return true;
		}
		catch (NodeFencedException ex) {
			this.fenced.accept(current);
			return true;
		}
		catch (RuntimeException | Error ex) {
			this.failures.failed(ex);
			return false;
		}
	}

	/**
	 * Return whether there is more to do, also if an outcome has become unknown
	 * elsewhere: its wake-up saw this at work.
	 */
	private boolean hasMore() {
		return this.queue.isToBeContinued(() -> this.node.id() != null && this.unknownOutcome.isVerificationDue());
	}

	/**
	 * Commit a group, dividing it where it fails.
	 * @return whether the database can be reached
	 */
	private boolean commit(List<PendingCommit> all) {
		Long current = this.node.id();
		if (current == null) {
			StoreException noMember = new StoreException(Kind.DEFINITE, "This node is no member at present", null);
			all.forEach((pending) -> tell(pending, () -> pending.failed(noMember)));
			return true;
		}
		List<PendingCommit> group = stillOwned(all, current);
		if (!this.blocked.isIdle()) {
			group = withoutBlocked(group, current);
		}
		return group.isEmpty() || write(group, current);
	}

	private boolean write(List<PendingCommit> group, long current) {
		CommitResult result;
		try {
			result = this.store.commit(current, commits(group));
		}
		catch (NodeFencedException ex) {
			group.forEach((pending) -> tell(pending, () -> pending.failed(ex)));
			this.fenced.accept(current);
			return true;
		}
		catch (StoreException ex) {
			return afterFailure(group, current, ex);
		}
		catch (RuntimeException | Error ex) {
			logger.error("Unexpected failure of a commit", ex);
			return afterFailure(group, current, new StoreException(Kind.UNKNOWN, String.valueOf(ex.getMessage()), ex));
		}
		this.lastSuccess = this.threads.nanoTime();
		this.failures.worked();
		this.groupLimit = Math.min(MAX_COMMITS, this.groupLimit * 2);
		this.news.tell(group, (pending) -> tell(pending,
				() -> pending.committed(result.of(pending.commit().instance()), result, current)));
		return true;
	}

	/**
	 * Leave out what must not be written any more: a plain turn is fenced by the node's
	 * row alone, so it may be written only under the node that owns the instance.
	 */
	static List<PendingCommit> stillOwned(List<PendingCommit> group, long node) {
		List<PendingCommit> owned = new ArrayList<>(group.size());
		for (PendingCommit pending : group) {
			Long owner = pending.owner();
			if (pending.isAbandoned() || (owner != null && owner != node)) {
				tell(pending, () -> pending.failed(new NodeFencedException((owner != null) ? owner : node)));
			}
			else {
				owned.add(pending);
			}
		}
		return owned;
	}

	/**
	 * Tell one what became of its commit; what goes wrong there is no concern of the
	 * others.
	 */
	static void tell(PendingCommit pending, Runnable news) {
		try {
			news.run();
		}
		catch (RuntimeException | Error ex) {
			logUnexpected(pending.instanceId(), ex);
		}
	}

	private static void logUnexpected(String id, Throwable unexpected) {
		try {
			InstanceMdc.about(id, () -> logger.error("After a commit of instance '{}'", id, unexpected));
		}
		catch (RuntimeException | Error ex) {
			// it cannot even be told, and others have to be told of their commits
		}
	}

	private boolean afterFailure(List<PendingCommit> group, long current, StoreException failure) {
		switch (failure.kind()) {
			case UNAVAILABLE -> {
				this.failures.failed(failure);
				this.unknownOutcome.connectionLost();
				this.queue.putBack(group);
				return false;
			}
			case UNKNOWN -> {
				this.failures.failed(failure);
				this.unknownOutcome.add(group);
				return false;
			}
			case RETRYABLE -> afterLock(group, current, failure);
			default -> divide(group, failure);
		}
		return true;
	}

	/**
	 * Set aside what others hold up and write the rest at once. If nothing is seen to be
	 * held up, the lock was of another kind or is free again: the next groups are smaller
	 * and smaller until whatever it is stands alone.
	 */
	private void afterLock(List<PendingCommit> group, long current, StoreException failure) {
		List<PendingCommit> free = withoutBlocked(group, current);
		if (free.size() == 1 && group.size() == 1) {
			this.blocked.add(free, current, false);
			return;
		}
		if (free.size() == group.size()) {
			this.groupLimit = Math.max(1, group.size() / 2);
		}
		this.queue.putBack(free);
	}

	/**
	 * Move commits that others hold up to the second lane.
	 * @return the other commits
	 */
	private List<PendingCommit> withoutBlocked(List<PendingCommit> group, long current) {
		Set<Long> held = blocked(group);
		if (held.isEmpty()) {
			return group;
		}
		List<PendingCommit> free = new ArrayList<>();
		List<PendingCommit> waiting = new ArrayList<>();
		group.forEach((pending) -> (held.contains(pending.commit().instance()) ? waiting : free).add(pending));
		this.blocked.add(waiting, current, true);
		return free;
	}

	private Set<Long> blocked(List<PendingCommit> group) {
		try {
			return this.store.blocked(commits(group));
		}
		catch (RuntimeException | Error ex) {
			// The commit will show what is wrong
			logger.debug("What a commit waits for could not be found out", ex);
			return Set.of();
		}
	}

	private void divide(List<PendingCommit> group, StoreException failure) {
		if (group.size() > 1) {
			int half = group.size() / 2;
			List<PendingCommit> second = group.subList(half, group.size());
			if (commit(group.subList(0, half))) {
				commit(second);
			}
			else {
				this.queue.putBack(second);
			}
		}
		else {
			tell(group.get(0), () -> group.get(0).failed(failure));
		}
	}

	static List<InstanceCommit> commits(List<PendingCommit> group) {
		return group.stream().map(PendingCommit::commit).toList();
	}

}
