package dev.durable.observation;

import java.util.Map;
import java.util.Objects;

import io.micrometer.observation.transport.Kind;
import io.micrometer.observation.transport.ReceiverContext;

/**
 * {@link ReceiverContext} of the run of one attempt of an activity.
 */
public final class ActivityRunContext extends ReceiverContext<Map<String, String>> {

	private final ObservedActivity activity;

	/**
	 * Create a context.
	 * @param activity the attempt
	 * @param headers the trace context of the call, as headers
	 */
	public ActivityRunContext(ObservedActivity activity, Map<String, String> headers) {
		super((carrier, name) -> Objects.requireNonNull(carrier).get(name), Kind.SERVER);
		setCarrier(headers);
		this.activity = activity;
	}

	/**
	 * Return the attempt that runs.
	 * @return the attempt
	 */
	public ObservedActivity getActivity() {
		return this.activity;
	}

}
