package dev.durable.web;

import java.util.LinkedHashMap;
import java.util.Map;

import dev.durable.RawJson;
import dev.durable.serialization.StrictJson;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.TokenStreamLocation;
import tools.jackson.core.exc.StreamConstraintsException;
import tools.jackson.core.json.JsonFactory;

/**
 * Reads JSON strictly, keeping values as they were written, character for character.
 */
final class JsonReader {

	private final JsonFactory factory;

	JsonReader(int maxDepth) {
		this.factory = StrictJson.factory(maxDepth);
	}

	/**
	 * Check that a text is exactly one JSON value.
	 */
	RawJson value(String text) {
		try (JsonParser parser = parser(text)) {
			if (parser.nextToken() == null) {
				throw malformed("There is no JSON value.");
			}
			skip(parser);
			requireEnd(parser);
			return new RawJson(text);
		}
		catch (JacksonException ex) {
			throw malformed(ex);
		}
	}

	/**
	 * Return the properties of a JSON object.
	 */
	Map<String, RawJson> object(String text) {
		Map<String, RawJson> properties = new LinkedHashMap<>();
		try (JsonParser parser = parser(text)) {
			if (parser.nextToken() != JsonToken.START_OBJECT) {
				throw malformed("The request body must be a JSON object.");
			}
			while (parser.nextToken() != JsonToken.END_OBJECT) {
				String name = parser.currentName();
				parser.nextToken();
				int from = offset(parser.currentTokenLocation());
				skip(parser);
				RawJson value = new RawJson(text.substring(from, offset(parser.currentLocation())));
				if (properties.put(name, value) != null) {
					throw malformed("The request body has the property '" + name + "' twice.");
				}
			}
			requireEnd(parser);
			return properties;
		}
		catch (JacksonException ex) {
			throw malformed(ex);
		}
	}

	/**
	 * Return the text of a JSON string.
	 */
	String string(String name, RawJson value) {
		try (JsonParser parser = parser(value.text())) {
			if (parser.nextToken() != JsonToken.VALUE_STRING) {
				throw unusable(name, "must be a string");
			}
			return parser.getString();
		}
	}

	static ProblemException unusable(String name, String problem) {
		return Problem.badRequest("unusable-property", "Unusable property", "Property '" + name + "' " + problem + ".")
			.with("property", name)
			.exception();
	}

	private JsonParser parser(String text) {
		// Of an array, because offsets count from its beginning whatever its length
		return this.factory.createParser(ObjectReadContext.empty(), text.toCharArray());
	}

	private static void skip(JsonParser parser) {
		parser.skipChildren();
		parser.finishToken();
	}

	private static int offset(TokenStreamLocation location) {
		return (int) location.getCharOffset();
	}

	private static void requireEnd(JsonParser parser) {
		if (parser.nextToken() != null) {
			throw malformed("There is something after the JSON value.");
		}
	}

	private static ProblemException malformed(JacksonException ex) {
		TokenStreamLocation location = ex.getLocation();
		String where = (location != null && location.getLineNr() > 0)
				? " (line " + location.getLineNr() + ", column " + location.getColumnNr() + ")" : "";
		if (ex instanceof StreamConstraintsException) {
			return Problem
				.badRequest("json-limit-exceeded", "JSON limit exceeded",
						"The request body exceeds a limit" + where + ": " + ex.getOriginalMessage()
								+ ". The depth is limited by 'durable.limits.max-json-depth'.")
				.with("property", "durable.limits.max-json-depth")
				.exception();
		}
		// What follows is where Jackson thinks that something began, in its own terms
		String message = ex.getOriginalMessage().replaceFirst(" \\(start marker at .*", "");
		return malformed("The request body is not valid JSON" + where + ": " + message + ".");
	}

	private static ProblemException malformed(String detail) {
		return Problem.badRequest("malformed-json", "Malformed JSON", detail).exception();
	}

}
