package dev.durable.observation;

import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import dev.durable.FailureDetails;
import dev.durable.TraceContext;
import dev.durable.observation.DurableObservation.TaskKey;
import io.micrometer.tracing.Span;
import org.jspecify.annotations.Nullable;

/**
 * A span of which everything is known, to be emitted afterwards.
 *
 * @param name its name
 * @param kind its kind, {@code null} for an internal one
 * @param parent what it is a child of
 * @param spanId the id it is to have
 * @param begin when it began
 * @param end when it ended
 * @param tags its attributes
 * @param error why it failed, or {@code null} if it did not
 * @param links the trace contexts of spans that it has to do with
 */
record EndedSpan(String name, Span.@Nullable Kind kind, TraceContext parent, String spanId, Instant begin, Instant end,
		Map<String, String> tags, @Nullable String error, List<TraceContext> links) {

	/**
	 * Return the attributes that all spans of an instance have.
	 */
	static Map<String, String> tags(String type, ObservedInstance instance, String name) {
		Map<String, String> tags = new LinkedHashMap<>();
		tags.put(TaskKey.TYPE.asString(), type);
		if (!name.isEmpty()) {
			tags.put(TaskKey.NAME.asString(), name);
		}
		tags.put(TaskKey.INSTANCE_ID.asString(), instance.instanceId());
		return tags;
	}

	static @Nullable String message(@Nullable FailureDetails failure) {
		if (failure == null) {
			return null;
		}
		return (failure.message() != null) ? failure.message() : failure.errorType();
	}

}
