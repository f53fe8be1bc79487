package dev.durable.observation;

import org.jspecify.annotations.Nullable;

/**
 * What the application calls its observations, where it does not want the defaults.
 *
 * @param creation for the creation of instances, or {@code null}
 * @param activity for runs of activities, or {@code null}
 * @param event for events, or {@code null}
 */
public record ObservationConventions(@Nullable OrchestrationCreationConvention creation,
		@Nullable ActivityRunConvention activity, @Nullable EventSendingConvention event) {

	/**
	 * The defaults.
	 */
	public static final ObservationConventions DEFAULT = new ObservationConventions(null, null, null);

}
