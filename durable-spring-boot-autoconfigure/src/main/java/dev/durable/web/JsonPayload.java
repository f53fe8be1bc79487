package dev.durable.web;

import java.nio.charset.StandardCharsets;

import com.fasterxml.jackson.annotation.JsonRawValue;
import com.fasterxml.jackson.annotation.JsonValue;

/**
 * What the management API answers, as JSON. Controllers can return it: Jackson passes the
 * text on as it is, however the application has set it up.
 *
 * @param json the JSON text
 */
public record JsonPayload(@JsonValue @JsonRawValue String json) {

	static JsonPayload of(byte[] utf8) {
		return new JsonPayload(new String(utf8, StandardCharsets.UTF_8));
	}

	@Override
	public String toString() {
		return this.json;
	}

}
