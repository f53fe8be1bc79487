package dev.durable.web;

import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.format.DateTimeParseException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import dev.durable.OrchestrationClient;
import dev.durable.RawJson;
import dev.durable.StartOptions;
import org.jspecify.annotations.Nullable;

/**
 * The body of a request to start an instance.
 *
 * @param input the input, or {@code null}
 * @param options how to start
 */
record StartRequest(@Nullable RawJson input, StartOptions options) {

	private static final List<String> PROPERTIES = List.of("input", "instanceId", "startAt", "version", "tags");

	static StartRequest read(JsonReader json, String body) {
		if (body.isEmpty()) {
			return new StartRequest(null, StartOptions.DEFAULT);
		}
		Map<String, RawJson> properties = json.object(body);
		for (String name : properties.keySet()) {
			if (!PROPERTIES.contains(name)) {
				throw JsonReader.unusable(name, "is not known; known are " + PROPERTIES
						+ ", and what the orchestrator is to get goes into 'input'");
			}
		}
		properties.values().removeIf((value) -> value.text().equals("null"));
		StartOptions options = new StartOptions(string(json, properties, "instanceId"),
				string(json, properties, "version"), startAt(string(json, properties, "startAt")),
				tags(json, properties.get("tags")));
		String instanceId = options.instanceId();
		if (instanceId != null && Route.RESERVED.contains(instanceId)) {
			throw JsonReader.unusable("instanceId",
					"must not be '" + instanceId + "', which means something else in paths of the management API");
		}
		return new StartRequest(properties.get("input"), options);
	}

	String start(OrchestrationClient client, String orchestratorName) {
		return Problems.withArguments(() -> client.start(orchestratorName, this.input, this.options));
	}

	private static @Nullable String string(JsonReader json, Map<String, RawJson> properties, String name) {
		RawJson value = properties.get(name);
		return (value != null) ? json.string(name, value) : null;
	}

	private static @Nullable Instant startAt(@Nullable String value) {
		if (value == null) {
			return null;
		}
		try {
			OffsetDateTime time = OffsetDateTime.parse(value);
			// Databases know no more years than that
			if (time.getYear() >= 1970 && time.getYear() <= 9999) {
				return time.toInstant();
			}
		}
		catch (DateTimeParseException ex) {
			// answered below
		}
		throw JsonReader.unusable("startAt",
				"must be a time in ISO 8601 with its offset, from 1970 to 9999, such as '2026-07-01T12:00:00Z', but is '"
						+ value + "'");
	}

	private static Map<String, String> tags(JsonReader json, @Nullable RawJson value) {
		Map<String, String> tags = new LinkedHashMap<>();
		if (value != null) {
			if (!value.text().startsWith("{")) {
				throw JsonReader.unusable("tags", "must be an object whose values are strings");
			}
			json.object(value.text()).forEach((key, text) -> tags.put(key, json.string("tags." + key, text)));
		}
		return tags;
	}

}
