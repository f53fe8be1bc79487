package dev.durable.web;

import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;

import dev.durable.FailureDetails;
import dev.durable.RawJson;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonGenerator;

/**
 * One entry of a history as it is shown.
 */
final class HistoryEntry {

	private final Instant time;

	private final Map<String, Object> properties = new LinkedHashMap<>();

	private boolean merged;

	HistoryEntry(String type, Instant time) {
		this.time = time;
		this.properties.put("EventType", type);
		this.properties.put("Timestamp", time);
	}

	/**
	 * Add a property unless there is no value.
	 * @param value a {@link RawJson}, a {@link FailureDetails} or something that is shown
	 * as text
	 */
	HistoryEntry with(String name, @Nullable Object value) {
		if (value != null) {
			this.properties.put(name, value);
		}
		return this;
	}

	/**
	 * Take the place of what led to this entry.
	 */
	HistoryEntry merge(@Nullable HistoryEntry scheduled) {
		if (scheduled != null) {
			scheduled.merged = true;
			this.properties.put("ScheduledTime", scheduled.time);
		}
		return this;
	}

	void write(JsonGenerator json) {
		if (this.merged) {
			return;
		}
		json.writeStartObject();
		this.properties.forEach((name, value) -> {
			json.writeName(name);
			if (value instanceof RawJson raw) {
				json.writeRawValue(raw.text());
			}
			else if (value instanceof FailureDetails failure) {
				write(json, failure);
			}
			else {
				json.writeString(value.toString());
			}
		});
		json.writeEndObject();
	}

	private static void write(JsonGenerator json, FailureDetails failure) {
		json.writeStartObject();
		json.writeStringProperty("ErrorType", failure.errorType());
		JsonBody.writeIfPresent(json, "ErrorMessage", failure.message());
		JsonBody.writeIfPresent(json, "StackTrace", failure.stackTrace());
		FailureDetails cause = failure.cause();
		if (cause != null) {
			json.writeName("InnerFailure");
			write(json, cause);
		}
		json.writeEndObject();
	}

}
