package dev.durable.observation;

import java.util.HashMap;
import java.util.Map;
import java.util.Objects;

import io.micrometer.observation.transport.Kind;
import io.micrometer.observation.transport.SenderContext;

/**
 * {@link SenderContext} of an external event on its way to an orchestration instance.
 */
public final class EventSendingContext extends SenderContext<Map<String, String>> {

	private final String eventName;

	private final String instanceId;

	/**
	 * Create a context.
	 * @param eventName the event
	 * @param instanceId the receiver
	 */
	public EventSendingContext(String eventName, String instanceId) {
		super((carrier, name, value) -> Objects.requireNonNull(carrier).put(name, value), Kind.PRODUCER);
		setCarrier(new HashMap<>(4));
		this.eventName = eventName;
		this.instanceId = instanceId;
	}

	/**
	 * Return the event.
	 * @return its name
	 */
	public String getEventName() {
		return this.eventName;
	}

	/**
	 * Return the receiver.
	 * @return the id of the instance
	 */
	public String getInstanceId() {
		return this.instanceId;
	}

}
