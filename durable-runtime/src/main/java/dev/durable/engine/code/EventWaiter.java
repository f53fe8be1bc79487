package dev.durable.engine.code;

import java.time.Instant;

import org.jspecify.annotations.Nullable;

/**
 * Somebody who waits for an external event; compared by identity.
 */
final class EventWaiter {

	private final String name;

	private final Instant since;

	private final Receiver receiver;

	private int timer;

	/**
	 * Create a waiter.
	 * @param name the event's name as the code gives it
	 * @param since the time of the turn that began to wait
	 * @param receiver gets the event
	 */
	EventWaiter(String name, Instant since, Receiver receiver) {
		this.name = name;
		this.since = since;
		this.receiver = receiver;
	}

	String name() {
		return this.name;
	}

	/**
	 * Wait no longer than a timer allows.
	 */
	void limitBy(int timerTask) {
		this.timer = timerTask;
	}

	void receive(@Nullable String payload) {
		this.receiver.receive(payload, this.timer);
	}

	EventWait describe() {
		return new EventWait(this.name, this.since, this.timer);
	}

	/**
	 * What becomes of an event.
	 */
	@FunctionalInterface
	interface Receiver {

		/**
		 * Take an event.
		 * @param payload its payload as JSON
		 * @param timer the number of the timer that limits the wait, 0 if none does
		 */
		void receive(@Nullable String payload, int timer);

	}

}
