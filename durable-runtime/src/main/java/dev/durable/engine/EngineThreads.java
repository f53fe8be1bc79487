package dev.durable.engine;

import java.time.Duration;
import java.time.Instant;

import dev.durable.engine.code.CodeThreads;

/**
 * Where the engine's work is done, and its clock. The engine itself starts no threads and
 * reads no clock, so that a simulation can decide what happens when.
 */
interface EngineThreads extends CodeThreads {

	/**
	 * A hundred years.
	 */
	Duration LONGEST_DELAY = Duration.ofDays(36_525);

	/**
	 * Do a task on a lane. Tasks of one lane run one after the other, in order, except
	 * those of {@link Lane#ACTIVITIES} and {@link Lane#CLIENTS}. What there is no memory
	 * or no thread for at the moment is done when there is: nobody else would do it.
	 */
	void execute(Lane lane, Runnable task);

	/**
	 * Return whether the current thread may do a task of {@link Lane#COMMITS} itself,
	 * which saves two changes of thread. It has to be one that would only wait otherwise.
	 */
	default boolean mayCommit() {
		return false;
	}

	/**
	 * Return whether to tell of a group of commits on {@link Lane#COMMIT_NEWS}, so that
	 * the next group can be written meanwhile. What a group sets off misses the next one
	 * then, so that groups become smaller.
	 */
	default boolean isWorthNewsLane(int commits) {
		return false;
	}

	/**
	 * Do a short task after a while, at once if that is negative. As with
	 * {@link #execute}, it is done even if there is no memory for it at the moment.
	 * @param delay how long, of any size: see {@link #bounded}
	 */
	Cancellable after(Duration delay, Runnable task);

	/**
	 * Return a delay that can be counted in nanoseconds, and added to the time: what is
	 * longer than any process lives is meant to be for ever.
	 */
	static Duration bounded(Duration delay) {
		if (delay.isNegative()) {
			return Duration.ZERO;
		}
		return (delay.compareTo(LONGEST_DELAY) > 0) ? LONGEST_DELAY : delay;
	}

	/**
	 * Return the time of this machine.
	 */
	Instant wallTime();

	/**
	 * Return nanoseconds of a clock that only goes forward.
	 */
	long nanoTime();

	/**
	 * End all threads.
	 */
	void shutdown();

	/**
	 * One line of work.
	 */
	enum Lane {

		/** Writing turns. */
		COMMITS,

		/** Writing turns that somebody else's lock holds up. */
		BLOCKED_COMMITS,

		/** What follows the writing of many turns. */
		COMMIT_NEWS,

		/** Claiming and loading instances. */
		CLAIMS,

		/** Waking other nodes. */
		SIGNALS,

		/** Heartbeat and takeover. */
		MEMBERSHIP,

		/** Running activities, many at a time. */
		ACTIVITIES,

		/** Writing results of activities that were handed over. */
		ACTIVITY_RESULTS,

		/** Work for clients that do not wait on a thread, and housekeeping. */
		CLIENTS

	}

	/**
	 * Something that has not happened yet.
	 */
	interface Cancellable {

		/**
		 * Prevent it, if it is still to happen.
		 */
		void cancel();

	}

}
