package dev.durable.observation;

import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationConvention;

/**
 * {@link ObservationConvention} for an external event on its way. A bean of this type
 * replaces the default.
 */
public interface EventSendingConvention extends ObservationConvention<EventSendingContext> {

	@Override
	default boolean supportsContext(Observation.Context context) {
		return context instanceof EventSendingContext;
	}

}
