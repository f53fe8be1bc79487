package dev.durable.engine;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.LongConsumer;

import dev.durable.engine.EngineThreads.Lane;
import dev.durable.store.ActivityStore;
import dev.durable.store.NodeFencedException;
import dev.durable.store.StoreException;
import dev.durable.store.StoreException.Kind;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Brings the results of claimed activities to the instances that wait for them. While one
 * transaction is under way the next group gathers. A result may be sent again whatever
 * became of it, because it counts only as long as its claim is there: so there is no
 * unknown outcome to be found out about.
 */
final class ActivityResults {

	private static final Logger logger = LoggerFactory.getLogger(ActivityResults.class);

	private static final int MAX_RESULTS = 256;

	private static final long MAX_SIZE = 4 * 1024 * 1024;

	private static final Duration RETRY_DELAY = Duration.ofMillis(200);

	private final EngineThreads threads;

	private final CurrentNode node;

	private final ActivityStore store;

	private final Consumer<ClaimedAttempt> settled;

	private final Consumer<Set<Long>> delivered;

	private final LongConsumer fenced;

	private final FailureLog failures;

	private final Deque<ClaimedAttempt> queue = new ArrayDeque<>();

	private boolean scheduled;

	// Used by the lane alone
	private boolean answered;

	private final List<ClaimedAttempt> underWay = new ArrayList<>(MAX_RESULTS);

	// Made before there may be no memory for it
	private final Runnable write = this::writeNext;

	/**
	 * Create the way of results.
	 * @param settled gets each attempt of which nothing remains to be done
	 * @param delivered gets the instances that have a message
	 * @param fenced is told when this node has lost its membership
	 */
	ActivityResults(EngineServices services, Consumer<ClaimedAttempt> settled, Consumer<Set<Long>> delivered,
			LongConsumer fenced) {
		this.threads = services.threads();
		this.node = services.node();
		this.store = services.store().activities();
		this.settled = settled;
		this.delivered = delivered;
		this.fenced = fenced;
		this.failures = new FailureLog(logger, this.threads::nanoTime,
				"Results of activities that were handed over cannot be written, they are kept and tried again",
				"Results of activities are written again");
	}

	synchronized void add(ClaimedAttempt attempt) {
		this.queue.add(attempt);
		if (!this.scheduled) {
			writeSoon();
			this.scheduled = true;
		}
	}

	private void writeSoon() {
		this.threads.execute(Lane.ACTIVITY_RESULTS, this.write);
	}

	private void writeNext() {
		List<ClaimedAttempt> again = this.underWay;
		try {
			this.answered = false;
			takeNext();
			again = write(this.underWay);
		}
		catch (RuntimeException | Error ex) {
			this.failures.failed(ex);
		}
		finally {
			goOn(again);
		}
	}

	private synchronized void takeNext() {
		long size = 0;
		while (!this.queue.isEmpty() && this.underWay.size() < MAX_RESULTS) {
			size += this.queue.element().result().size();
			if (!this.underWay.isEmpty() && size > MAX_SIZE) {
				break;
			}
			this.underWay.add(this.queue.remove());
		}
	}

	/**
	 * Write what has come meanwhile, and later what has failed: at the end, so that what
	 * somebody's lock holds up holds nothing else up. Where the database does not answer
	 * everything waits.
	 */
	private synchronized void goOn(List<ClaimedAttempt> failed) {
		boolean others = this.answered && !this.queue.isEmpty();
		this.queue.addAll(failed);
		this.underWay.clear();
		this.scheduled = !this.queue.isEmpty();
		if (others) {
			writeSoon();
		}
		else if (this.scheduled) {
			this.threads.after(RETRY_DELAY, this::writeSoon);
		}
	}

	/**
	 * Write a group, dividing it where it fails.
	 * @return those that were not written
	 */
	private List<ClaimedAttempt> write(List<ClaimedAttempt> all) {
		Long current = this.node.id();
		List<ClaimedAttempt> group = all.stream().filter((attempt) -> isCurrent(attempt, current)).toList();
		this.answered = current == null || group.isEmpty();
		if (current == null || group.isEmpty()) {
			return List.of();
		}
		try {
			Set<Long> instances = this.store.complete(current, group.stream().map(ClaimedAttempt::result).toList());
			this.answered = true;
			this.failures.worked();
			group.forEach(this.settled);
			if (!instances.isEmpty()) {
				this.delivered.accept(instances);
			}
			return List.of();
		}
		catch (NodeFencedException ex) {
			group.forEach(this.settled);
			this.fenced.accept(current);
			return List.of();
		}
		catch (StoreException ex) {
			return afterFailure(group, ex);
		}
	}

	/**
	 * Return whether an attempt is still this node's: a node that has joined anew has
	 * nothing of what its former self claimed.
	 */
	private boolean isCurrent(ClaimedAttempt attempt, @Nullable Long current) {
		boolean isCurrent = current != null && attempt.node() == current;
		if (!isCurrent) {
			this.settled.accept(attempt);
		}
		return isCurrent;
	}

	private List<ClaimedAttempt> afterFailure(List<ClaimedAttempt> group, StoreException failure) {
		boolean ofOne = failure.kind() == Kind.RETRYABLE || failure.kind() == Kind.DEFINITE;
		this.answered = ofOne;
		if (ofOne && group.size() > 1) {
			int half = group.size() / 2;
			List<ClaimedAttempt> failed = new ArrayList<>(write(group.subList(0, half)));
			failed.addAll(write(group.subList(half, group.size())));
			return failed;
		}
		this.failures.failed(failure);
		if (failure.kind() == Kind.DEFINITE) {
			group.forEach((attempt) -> attempt.cannotBeStored(failure));
		}
		return group;
	}

	/**
	 * Return whether there is nothing to write.
	 */
	synchronized boolean isIdle() {
		return !this.scheduled;
	}

}
