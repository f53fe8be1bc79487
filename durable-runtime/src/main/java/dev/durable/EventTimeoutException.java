package dev.durable;

import java.time.Duration;

/**
 * An external event did not come in time. Thrown by {@link Task#await()}.
 */
public final class EventTimeoutException extends DurableException {

	private static final long serialVersionUID = 1L;

	private final String eventName;

	/**
	 * Create the exception.
	 * @param eventName the event that was waited for
	 * @param timeout how long it was waited for
	 */
	public EventTimeoutException(String eventName, Duration timeout) {
		super("Event '" + eventName + "' did not come within " + timeout);
		this.eventName = eventName;
	}

	/**
	 * Return the event that was waited for.
	 * @return the name of the event
	 */
	public String eventName() {
		return this.eventName;
	}

}
