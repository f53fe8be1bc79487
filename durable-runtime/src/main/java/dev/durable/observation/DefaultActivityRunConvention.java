package dev.durable.observation;

import dev.durable.observation.DurableObservation.ActivityKey;
import dev.durable.observation.DurableObservation.TaskKey;
import io.micrometer.common.KeyValue;
import io.micrometer.common.KeyValues;

/**
 * Default {@link ActivityRunConvention}.
 */
public class DefaultActivityRunConvention implements ActivityRunConvention {

	/**
	 * Name of the observation.
	 */
	public static final String NAME = "durable.activities.run";

	@Override
	public String getName() {
		return NAME;
	}

	@Override
	public String getContextualName(ActivityRunContext context) {
		return "activity:" + context.getActivity().name();
	}

	@Override
	public KeyValues getLowCardinalityKeyValues(ActivityRunContext context) {
		String outcome = (context.getError() != null) ? "failed" : "completed";
		return KeyValues.of(KeyValue.of(ActivityKey.NAME, context.getActivity().name()),
				KeyValue.of(ActivityKey.OUTCOME, outcome));
	}

	@Override
	public KeyValues getHighCardinalityKeyValues(ActivityRunContext context) {
		ObservedActivity activity = context.getActivity();
		return KeyValues.of(KeyValue.of(TaskKey.TYPE, SpanNames.ACTIVITY), KeyValue.of(TaskKey.NAME, activity.name()),
				KeyValue.of(TaskKey.INSTANCE_ID, activity.instanceId()),
				KeyValue.of(TaskKey.TASK_ID, String.valueOf(activity.taskId())),
				KeyValue.of(TaskKey.ATTEMPT, String.valueOf(activity.attempt())));
	}

}
