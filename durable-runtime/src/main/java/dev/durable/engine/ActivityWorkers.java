package dev.durable.engine;

import java.time.Duration;

import dev.durable.engine.EngineThreads.Lane;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.transaction.support.TransactionSynchronizationManager;

/**
 * Runs activities on this node, a limited number at a time, and only while the node's
 * heartbeats arrive.
 */
final class ActivityWorkers {

	private static final Logger logger = LoggerFactory.getLogger(ActivityWorkers.class);

	private static final Duration UNHEALTHY_DELAY = Duration.ofMillis(500);

	private final EngineServices services;

	private final ActivityLoad load;

	private final ActivityRunner runner;

	private final Runnable whenFree;

	private volatile boolean stopping;

	/**
	 * Create the workers.
	 * @param whenFree called each time that a worker has nothing to do any more
	 */
	ActivityWorkers(EngineServices services, ActivityRunner runner, Runnable whenFree) {
		this.services = services;
		this.load = services.load();
		this.runner = runner;
		this.whenFree = whenFree;
	}

	void run(ActivityAttempt attempt) {
		this.load.comes();
		boolean accepted = false;
		try {
			if (!attempt.runWhereAwaited(() -> beginWhereAwaited(attempt))) {
				enqueue(attempt);
			}
			accepted = true;
		}
		finally {
			if (!accepted) {
				this.load.goes();
			}
		}
	}

	/**
	 * Begin nothing any more; what has not begun will run elsewhere.
	 */
	void stop() {
		this.stopping = true;
	}

	private void enqueue(ActivityAttempt attempt) {
		this.services.threads().execute(Lane.ACTIVITIES, () -> begin(attempt));
	}

	/**
	 * Begin on the thread of the orchestrator, whose transaction is not the activity's.
	 */
	private void beginWhereAwaited(ActivityAttempt attempt) {
		try {
			if (TransactionSynchronizationManager.isActualTransactionActive()) {
				enqueue(attempt);
			}
			else {
				begin(attempt);
			}
		}
		catch (RuntimeException | Error ex) {
			logger.error("An unexpected error in the engine", ex);
		}
	}

	private void begin(ActivityAttempt attempt) {
		this.load.awaitPlace();
		try {
			beginInPlace(attempt);
		}
		finally {
			this.load.leavePlace();
		}
	}

	private void beginInPlace(ActivityAttempt attempt) {
		if (!this.stopping && !this.services.node().isHealthy()) {
			this.services.threads().after(UNHEALTHY_DELAY, () -> enqueue(attempt));
			return;
		}
		if (this.stopping || !attempt.begin()) {
			this.load.goes();
			this.whenFree.run();
			return;
		}
		this.load.begins();
		try {
			attempt.run(this.runner);
		}
		catch (RuntimeException | Error ex) {
			attempt.lost();
			logger.error("The result of an activity is lost, it runs again", ex);
		}
		finally {
			this.load.ends();
			this.whenFree.run();
		}
	}

}
