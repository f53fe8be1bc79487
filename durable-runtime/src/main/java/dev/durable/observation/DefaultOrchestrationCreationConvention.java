package dev.durable.observation;

import dev.durable.observation.DurableObservation.TaskKey;
import io.micrometer.common.KeyValue;
import io.micrometer.common.KeyValues;

/**
 * Default {@link OrchestrationCreationConvention}.
 */
public class DefaultOrchestrationCreationConvention implements OrchestrationCreationConvention {

	@Override
	public String getName() {
		return "durable.orchestrations.creation";
	}

	@Override
	public String getContextualName(OrchestrationCreationContext context) {
		return "create_orchestration:" + SpanNames.versioned(context.getOrchestrator(), context.getVersion());
	}

	@Override
	public KeyValues getLowCardinalityKeyValues(OrchestrationCreationContext context) {
		return KeyValues.of(KeyValue.of(TaskKey.TYPE, SpanNames.ORCHESTRATION),
				KeyValue.of(TaskKey.NAME, context.getOrchestrator()));
	}

	@Override
	public KeyValues getHighCardinalityKeyValues(OrchestrationCreationContext context) {
		KeyValues values = KeyValues.of(KeyValue.of(TaskKey.INSTANCE_ID, context.getInstanceId()));
		return context.getVersion().isEmpty() ? values : values.and(KeyValue.of(TaskKey.VERSION, context.getVersion()));
	}

}
