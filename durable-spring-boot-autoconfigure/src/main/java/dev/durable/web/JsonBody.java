package dev.durable.web;

import java.io.ByteArrayOutputStream;
import java.util.function.Consumer;

import dev.durable.RawJson;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonGenerator;
import tools.jackson.databind.json.JsonMapper;

/**
 * Writes JSON without any settings of the application.
 */
final class JsonBody {

	private static final JsonMapper MAPPER = new JsonMapper();

	private JsonBody() {
	}

	static byte[] write(Consumer<JsonGenerator> content) {
		ByteArrayOutputStream bytes = new ByteArrayOutputStream();
		try (JsonGenerator json = MAPPER.createGenerator(bytes)) {
			content.accept(json);
		}
		return bytes.toByteArray();
	}

	static void writeRaw(JsonGenerator json, String name, @Nullable RawJson value) {
		json.writeName(name);
		if (value != null) {
			json.writeRawValue(value.text());
		}
		else {
			json.writeNull();
		}
	}

	static void writeIfPresent(JsonGenerator json, String name, @Nullable Object value) {
		if (value != null) {
			json.writeStringProperty(name, value.toString());
		}
	}

}
