package dev.durable.observation;

import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationConvention;

/**
 * {@link ObservationConvention} for the run of one attempt of an activity. A bean of this
 * type replaces the default.
 */
public interface ActivityRunConvention extends ObservationConvention<ActivityRunContext> {

	@Override
	default boolean supportsContext(Observation.Context context) {
		return context instanceof ActivityRunContext;
	}

}
