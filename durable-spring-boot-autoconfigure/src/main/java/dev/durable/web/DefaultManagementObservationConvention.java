package dev.durable.web;

import java.util.Locale;

import dev.durable.web.ManagementObservation.HighKey;
import dev.durable.web.ManagementObservation.LowKey;
import io.micrometer.common.KeyValue;
import io.micrometer.common.KeyValues;
import io.micrometer.common.docs.KeyName;
import org.jspecify.annotations.Nullable;

import org.springframework.util.StringUtils;

/**
 * Default {@link ManagementObservationConvention}. Whatever callers choose, names of
 * orchestrators included, is no tag of a metric.
 */
public class DefaultManagementObservationConvention implements ManagementObservationConvention {

	@Override
	public String getName() {
		return "durable.management";
	}

	@Override
	public String getContextualName(ManagementObservationContext context) {
		return "Management." + name(context.getOperation());
	}

	/**
	 * An operation that is not named here needs no name of its own: reading is called
	 * after what is read.
	 */
	private static String name(ManagementOperation operation) {
		return switch (operation) {
			case START -> "StartOrchestration";
			case LIST -> "ListInstances";
			case DESCRIBE -> "GetDescription";
			default -> {
				StringBuilder name = new StringBuilder(operation.isSafe() ? "Get" : "");
				for (String word : operation.name().toLowerCase(Locale.ROOT).split("_")) {
					name.append(StringUtils.capitalize(word));
				}
				yield name.toString();
			}
		};
	}

	@Override
	public KeyValues getLowCardinalityKeyValues(ManagementObservationContext context) {
		return KeyValues.of(LowKey.OPERATION.withValue(context.getOperation().name().toLowerCase(Locale.ROOT)),
				LowKey.OUTCOME.withValue(outcome(context.getError())));
	}

	private static String outcome(@Nullable Throwable error) {
		if (error == null) {
			return "success";
		}
		return (Problems.ofCaller(error) != null) ? "refused" : "failed";
	}

	@Override
	public KeyValues getHighCardinalityKeyValues(ManagementObservationContext context) {
		KeyValues values = KeyValues.empty();
		values = with(values, HighKey.ORCHESTRATOR, context.getOrchestrator());
		values = with(values, HighKey.INSTANCE_ID, context.getInstanceId());
		values = with(values, HighKey.EVENT_NAME, context.getEventName());
		values = with(values, HighKey.RESPONSE_INSTANCE_ID, context.getStartedInstanceId());
		values = with(values, HighKey.RESPONSE_RUNTIME_STATUS,
				(context.getRuntimeStatus() != null) ? context.getRuntimeStatus().displayName() : null);
		values = with(values, HighKey.RESPONSE_DELETED, context.getDeleted());
		values = with(values, HighKey.RESPONSE_INSTANCES, context.getListed());
		return with(values, reason(context.getOperation()), context.getReason());
	}

	private static KeyName reason(ManagementOperation operation) {
		return switch (operation) {
			case SUSPEND -> HighKey.SUSPEND_REASON;
			case RESUME -> HighKey.RESUME_REASON;
			case REWIND -> HighKey.REWIND_REASON;
			default -> HighKey.TERMINATE_REASON;
		};
	}

	private static KeyValues with(KeyValues values, KeyName key, @Nullable Object value) {
		return (value != null) ? values.and(KeyValue.of(key, value.toString())) : values;
	}

}
