package dev.durable.observation;

import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationConvention;

/**
 * {@link ObservationConvention} for the creation of an orchestration instance. A bean of
 * this type replaces the default.
 */
public interface OrchestrationCreationConvention extends ObservationConvention<OrchestrationCreationContext> {

	@Override
	default boolean supportsContext(Observation.Context context) {
		return context instanceof OrchestrationCreationContext;
	}

}
