package dev.durable.web;

import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationConvention;

/**
 * {@link ObservationConvention} for the operations of the management API. A bean of this
 * type replaces the default.
 */
public interface ManagementObservationConvention extends ObservationConvention<ManagementObservationContext> {

	@Override
	default boolean supportsContext(Observation.Context context) {
		return context instanceof ManagementObservationContext;
	}

}
