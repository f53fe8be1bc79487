package dev.durable.engine;

import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import java.util.function.LongConsumer;

import dev.durable.engine.EngineThreads.Lane;
import dev.durable.engine.LookSchedule.Outcome;
import dev.durable.store.ActivityStore;
import dev.durable.store.ClaimedActivity;
import dev.durable.store.Due;
import dev.durable.store.NodeFencedException;
import dev.durable.store.StoreException;
import dev.durable.store.WakeUpSignals;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Claims activities that were handed over, as many as this node has free workers for, and
 * gives back what it could not begin. Runs when something tells it to, and at every poll.
 */
final class HandedOverActivities {

	private static final Logger logger = LoggerFactory.getLogger(HandedOverActivities.class);

	private static final int BATCH = 200;

	private static final int COMPARE_EVERY = 5;

	private static final Duration LOST_DELAY = Duration.ofSeconds(1);

	private final EngineServices services;

	private final LongConsumer fenced;

	private final ActivityStore store;

	private final Set<String> code;

	private final ActivityResults results;

	private final ActivityWorkers workers;

	private final Map<Long, ClaimedAttempt> claimed = new ConcurrentHashMap<>();

	private final AtomicBoolean scheduled = new AtomicBoolean();

	private final LookSchedule schedule;

	private final FailureLog failures;

	// Made before there may be no memory for it
	private final Runnable look = this::look;

	private volatile boolean claiming;

	private volatile boolean mayHaveMore;

	private volatile boolean compare;

	private long comparedAt;

	/**
	 * Create the claims of a node.
	 * @param delivered gets the instances that have got results
	 * @param fenced is told when this node has lost its membership
	 */
	HandedOverActivities(EngineServices services, ActivityRunner runner, WakeUpSignals signals,
			Consumer<Set<Long>> delivered, LongConsumer fenced) {
		this.services = services;
		this.fenced = fenced;
		this.store = services.store().activities();
		this.code = Set.copyOf(services.registrations().activityNames());
		this.schedule = new LookSchedule(services, signals, this::poll,
				() -> this.store.nextDue(services.taskHub(), this.code));
		this.workers = new ActivityWorkers(services, runner, this::workerIsFree);
		this.failures = new FailureLog(logger, services.threads()::nanoTime,
				"This node cannot look for activities that were handed over, it tries again",
				"This node looks for activities that were handed over again");
		this.results = new ActivityResults(services, this::settled, delivered, fenced);
	}

	/**
	 * Return how many activities this node has claimed and not brought back.
	 */
	int claims() {
		return this.claimed.size();
	}

	/**
	 * Return the workers, which run what this node owns, too.
	 */
	ActivityWorkers workers() {
		return this.workers;
	}

	void start() {
		this.claiming = !this.code.isEmpty();
		this.schedule.start();
		this.comparedAt = this.services.threads().nanoTime();
		poll();
	}

	/**
	 * Claim nothing any more, and give back what has not begun.
	 */
	void stopClaiming() {
		this.claiming = false;
		nudge();
	}

	void stop() {
		this.claiming = false;
		this.schedule.stop();
	}

	/**
	 * Return whether nothing is claimed and all results are written.
	 */
	boolean isAtRest() {
		return this.claimed.isEmpty() && this.results.isIdle();
	}

	/**
	 * The membership has ended, and all claims with it: what runs has no result any more.
	 */
	void forget() {
		this.claimed.values().forEach(ClaimedAttempt::withdraw);
		this.claimed.clear();
	}

	/**
	 * Look soon, also for when to look next.
	 */
	void poll() {
		this.schedule.ask();
		nudge();
	}

	private void nudge() {
		if (this.scheduled.compareAndSet(false, true)) {
			this.services.threads().execute(Lane.CLAIMS, this.look);
		}
	}

	private void workerIsFree() {
		if (this.mayHaveMore) {
			nudge();
		}
	}

	private void settled(ClaimedAttempt attempt) {
		this.claimed.remove(attempt.claim(), attempt);
	}

	private void look() {
		this.scheduled.set(false);
		Outcome outcome = Outcome.FAILED;
		try {
			this.schedule.looking();
			Long node = this.services.node().id();
			if (node != null) {
				outcome = look(node);
			}
		}
		catch (RuntimeException | Error ex) {
			this.compare = true;
			this.failures.failed(ex);
		}
		finally {
			this.schedule.looked(outcome);
		}
	}

	private Outcome look(long node) {
		try {
			if (this.claiming) {
				if (isComparisonDue()) {
					compare(node);
				}
				this.schedule.findNext();
				return claim(node);
			}
			giveBackWaiting(node);
			return Outcome.DONE;
		}
		catch (NodeFencedException ex) {
			this.fenced.accept(node);
		}
		catch (StoreException ex) {
			this.failures.failed(ex);
			// activities may have been claimed without us knowing
			this.compare |= ex.kind() == StoreException.Kind.UNKNOWN;
		}
		return Outcome.FAILED;
	}

	private Outcome claim(long node) {
		int limit = Math.min(BATCH, this.services.load().free());
		this.mayHaveMore = limit == 0;
		if (limit == 0 || !this.services.node().isHealthy()) {
			return Outcome.DONE;
		}
		Due<List<ClaimedActivity>> due = this.store.claim(node, this.services.taskHub(), this.code, limit);
		List<ClaimedActivity> found = due.taken();
		this.failures.worked();
		this.mayHaveMore = found.size() >= limit;
		for (ClaimedActivity activity : found) {
			run(new ClaimedAttempt(activity, node, this.results::add, this::lost));
		}
		if (this.mayHaveMore && this.services.load().free() > 0) {
			nudge();
		}
		return due.skipped() ? Outcome.SKIPPED : Outcome.DONE;
	}

	private void run(ClaimedAttempt attempt) {
		boolean accepted = false;
		this.claimed.put(attempt.claim(), attempt);
		try {
			if (!Long.valueOf(attempt.node()).equals(this.services.node().id())) {
				attempt.withdraw();
				settled(attempt);
			}
			this.workers.run(attempt);
			accepted = true;
		}
		finally {
			if (!accepted) {
				// so that the next comparison gives it back
				settled(attempt);
			}
		}
	}

	/**
	 * What memory lacks is given back, and claimed again by a node that has a free
	 * worker.
	 */
	private void lost(ClaimedAttempt attempt) {
		settled(attempt);
		this.services.threads().after(LOST_DELAY, () -> {
			this.compare = true;
			nudge();
		});
	}

	private boolean isComparisonDue() {
		long now = this.services.threads().nanoTime();
		long interval = COMPARE_EVERY * this.services.settings().heartbeatInterval().toNanos();
		if (!this.compare && now - this.comparedAt < interval) {
			return false;
		}
		this.comparedAt = now;
		this.compare = false;
		return true;
	}

	/**
	 * Compare what the store says that this node has claimed with what is in memory: give
	 * back what memory lacks, do not run what is not claimed any more.
	 */
	private void compare(long node) {
		Map<Long, ClaimedAttempt> before = Map.copyOf(this.claimed);
		Set<Long> recorded = new HashSet<>(this.store.claimed(node));
		before.forEach((claim, attempt) -> {
			if (!recorded.contains(claim) && attempt.withdraw()) {
				settled(attempt);
			}
		});
		recorded.removeAll(before.keySet());
		if (!recorded.isEmpty()) {
			logger.info("Giving back {} activities that this node has claimed without knowing", recorded.size());
			this.store.giveBack(node, recorded);
		}
	}

	private void giveBackWaiting(long node) {
		List<ClaimedAttempt> waiting = this.claimed.values().stream().filter(ClaimedAttempt::withdraw).toList();
		if (!waiting.isEmpty()) {
			this.store.giveBack(node, waiting.stream().map(ClaimedAttempt::claim).toList());
			waiting.forEach(this::settled);
		}
	}

}
