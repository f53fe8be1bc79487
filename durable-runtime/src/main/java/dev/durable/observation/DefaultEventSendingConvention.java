package dev.durable.observation;

import dev.durable.observation.DurableObservation.EventKey;
import io.micrometer.common.KeyValue;
import io.micrometer.common.KeyValues;

/**
 * Default {@link EventSendingConvention}. The event's name is no tag of a metric, because
 * callers choose it.
 */
public class DefaultEventSendingConvention implements EventSendingConvention {

	@Override
	public String getName() {
		return "durable.events";
	}

	@Override
	public String getContextualName(EventSendingContext context) {
		return "orchestration_event:" + context.getEventName();
	}

	@Override
	public KeyValues getHighCardinalityKeyValues(EventSendingContext context) {
		return KeyValues.of(KeyValue.of(EventKey.NAME, context.getEventName()),
				KeyValue.of(EventKey.TARGET_INSTANCE_ID, context.getInstanceId()));
	}

}
