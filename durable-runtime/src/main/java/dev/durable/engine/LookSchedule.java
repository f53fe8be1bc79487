package dev.durable.engine;

import java.time.Duration;
import java.time.Instant;
import java.util.function.Supplier;

import dev.durable.engine.EngineThreads.Cancellable;
import dev.durable.store.WakeUpSignals;
import org.jspecify.annotations.Nullable;

/**
 * When to look into the store although nothing tells to: at every poll, which are rare
 * while signals of the other nodes arrive and all is well, and at times that are known.
 */
final class LookSchedule {

	private static final int RARE = 10;

	private static final Duration MARGIN = Duration.ofMillis(3);

	private static final Duration ASK_DISTANCE = Duration.ofMillis(500);

	private static final Duration FIRST_RETRY = Duration.ofMillis(10);

	private static final Duration LONGEST_RETRY = Duration.ofMillis(100);

	private static final Duration WHATEVER_HAPPENS = Duration.ofSeconds(1);

	private final EngineServices services;

	private final WakeUpSignals signals;

	private final Runnable look;

	private final Supplier<@Nullable Instant> nextDue;

	private volatile boolean asks;

	private Instant askedAt = Instant.EPOCH;

	private @Nullable Cancellable next;

	private @Nullable Instant due;

	private @Nullable Long skippingSince;

	private long nextPoll;

	private boolean running;

	/**
	 * Create a schedule.
	 * @param look begins to look
	 * @param nextDue asks the store when something will be due that is not yet, which may
	 * be nothing
	 */
	LookSchedule(EngineServices services, WakeUpSignals signals, Runnable look, Supplier<@Nullable Instant> nextDue) {
		this.services = services;
		this.signals = signals;
		this.look = look;
		this.nextDue = nextDue;
	}

	/**
	 * Return whether polls are rare, so that times have to be known.
	 */
	boolean isRelaxed() {
		boolean crowded = this.services.cache().room() <= this.services.settings().maxCachedInstances() / 10;
		return this.signals.areArriving() && this.services.node().isHealthy() && !crowded;
	}

	/**
	 * An instance that nobody owns will be due.
	 */
	synchronized void dueAt(Instant time) {
		if (this.due == null || time.isBefore(this.due)) {
			this.due = time;
			schedule();
		}
	}

	/**
	 * There may be something new that will be due: ask the store for when, soon.
	 */
	void ask() {
		this.asks = true;
	}

	/**
	 * While polls are rare, find out when something will be due, if there is reason to
	 * ask. To be called by whoever looks, before that: what becomes due in between is
	 * found then.
	 */
	void findNext() {
		if (!this.asks || !isRelaxed()) {
			return;
		}
		Instant now = this.services.clock().now();
		Instant again = this.askedAt.plus(ASK_DISTANCE);
		if (again.isAfter(now)) {
			dueAt(again);
			return;
		}
		this.asks = false;
		this.askedAt = now;
		Instant found = this.nextDue.get();
		if (found != null) {
			dueAt(found);
		}
	}

	/**
	 * Something begins to look, and will see what is due now.
	 */
	synchronized void looking() {
		if (this.due != null && !this.due.isAfter(this.services.clock().now())) {
			this.due = null;
		}
	}

	/**
	 * Something has looked, so the next poll has time.
	 */
	synchronized void looked(Outcome outcome) {
		try {
			plan(outcome);
		}
		finally {
			schedule();
		}
	}

	private void plan(Outcome outcome) {
		long now = this.services.threads().nanoTime();
		Duration interval = this.services.settings().pollInterval();
		if (outcome == Outcome.SKIPPED) {
			Duration retry = untilRetry(now);
			interval = (retry.compareTo(interval) < 0) ? retry : interval;
		}
		else {
			this.skippingSince = null;
			if (outcome == Outcome.DONE && isRelaxed()) {
				interval = interval.multipliedBy(RARE);
			}
		}
		this.nextPoll = now + interval.toNanos();
	}

	/**
	 * Wait as long again as rows have been skipped already: most locks are short, and
	 * nobody tells when they end.
	 */
	private Duration untilRetry(long now) {
		if (this.skippingSince == null) {
			this.skippingSince = now;
		}
		Duration skipping = Duration.ofNanos(now - this.skippingSince);
		if (skipping.compareTo(FIRST_RETRY) < 0) {
			return FIRST_RETRY;
		}
		return (skipping.compareTo(LONGEST_RETRY) < 0) ? skipping : LONGEST_RETRY;
	}

	private void schedule() {
		if (this.next != null) {
			this.next.cancel();
		}
		if (!this.running) {
			return;
		}
		Duration wait = WHATEVER_HAPPENS;
		try {
			wait = untilNext();
		}
		finally {
			this.next = this.services.threads().after(wait, this.look);
		}
	}

	private Duration untilNext() {
		Duration wait = Duration.ofNanos(this.nextPoll - this.services.threads().nanoTime());
		if (this.due != null) {
			// this node's idea of the database's time may be a little ahead
			Duration untilDue = Duration.between(this.services.clock().now(), this.due).plus(MARGIN);
			untilDue = (untilDue.compareTo(MARGIN) > 0) ? untilDue : MARGIN;
			wait = (untilDue.compareTo(wait) < 0) ? untilDue : wait;
		}
		return wait;
	}

	synchronized void start() {
		this.running = true;
	}

	synchronized void stop() {
		this.running = false;
		schedule();
	}

	/**
	 * What came of looking.
	 */
	enum Outcome {

		/** All that is due was found. */
		DONE,

		/** Something was left alone because somebody had locked it. */
		SKIPPED,

		/** It went wrong and had better be repeated soon. */
		FAILED

	}

}
