package dev.durable.history;

import dev.durable.TraceContext;
import org.jspecify.annotations.Nullable;

/**
 * An external event came.
 *
 * @param name the event's name as it was given
 * @param payload the payload as JSON, or {@code null}
 * @param trace the trace context of the sender
 */
public record EventRaised(String name, @Nullable String payload, TraceContext trace) implements Incident {

	/**
	 * Create an event of a sender without trace.
	 * @param name the event's name as it was given
	 * @param payload the payload as JSON, or {@code null}
	 */
	public EventRaised(String name, @Nullable String payload) {
		this(name, payload, TraceContext.NONE);
	}

}
