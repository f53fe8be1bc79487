package dev.durable.history;

import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

import dev.durable.FailureDetails;
import dev.durable.RuntimeStatus;
import dev.durable.TraceContext;
import dev.durable.serialization.StrictJson;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.json.JsonFactory;

/**
 * The members of one JSON object, each as the text that stands for it. Limits on what
 * comes from outside were applied when it came; what is in the store is read whatever its
 * size.
 */
final class EventMembers {

	private static final JsonFactory FACTORY = StrictJson.factory(Integer.MAX_VALUE);

	private final Map<String, String> raw = new HashMap<>();

	private final Map<String, String> text = new HashMap<>();

	private EventMembers() {
	}

	static List<EventMembers> readAll(String json) {
		List<EventMembers> all = new ArrayList<>();
		try (JsonParser parser = FACTORY.createParser(ObjectReadContext.empty(), json)) {
			expect(parser.nextToken(), JsonToken.START_ARRAY);
			while (parser.nextToken() == JsonToken.START_OBJECT) {
				all.add(read(parser, json));
			}
			expect(parser.currentToken(), JsonToken.END_ARRAY);
			return all;
		}
		catch (JacksonException ex) {
			throw new IllegalArgumentException("History cannot be read: " + ex.getOriginalMessage(), ex);
		}
	}

	static EventMembers readOne(String json) {
		try (JsonParser parser = FACTORY.createParser(ObjectReadContext.empty(), json)) {
			expect(parser.nextToken(), JsonToken.START_OBJECT);
			return read(parser, json);
		}
		catch (JacksonException ex) {
			throw new IllegalArgumentException("History cannot be read: " + ex.getOriginalMessage(), ex);
		}
	}

	private static EventMembers read(JsonParser parser, String json) {
		EventMembers members = new EventMembers();
		while (parser.nextToken() == JsonToken.PROPERTY_NAME) {
			String name = parser.currentName();
			JsonToken token = parser.nextToken();
			int from = (int) parser.currentTokenLocation().getCharOffset();
			if (token == JsonToken.VALUE_STRING) {
				members.text.put(name, parser.getString());
			}
			parser.skipChildren();
			parser.finishToken();
			int to = (int) parser.currentLocation().getCharOffset();
			members.raw.put(name, json.substring(from, to).stripTrailing());
		}
		return members;
	}

	boolean has(String name) {
		return this.raw.containsKey(name);
	}

	@Nullable String raw(String name) {
		return this.raw.get(name);
	}

	String text(String name) {
		String value = this.text.get(name);
		if (value == null) {
			throw new IllegalArgumentException("History cannot be read: '" + name + "' is missing in " + this.raw);
		}
		return value;
	}

	@Nullable String textOrNull(String name) {
		return this.text.get(name);
	}

	String textOr(String name, String other) {
		return this.text.getOrDefault(name, other);
	}

	int number(String name) {
		String value = this.raw.get(name);
		if (value == null) {
			throw new IllegalArgumentException("History cannot be read: '" + name + "' is missing in " + this.raw);
		}
		return Integer.parseInt(value);
	}

	/**
	 * Return the numbers of an array, none if it is absent.
	 */
	List<Integer> numbers(String name) {
		String value = this.raw.get(name);
		List<Integer> numbers = new ArrayList<>();
		if (value != null) {
			for (String number : value.substring(1, value.length() - 1).split(",")) {
				numbers.add(Integer.parseInt(number.strip()));
			}
		}
		return numbers;
	}

	boolean flag(String name) {
		return "true".equals(this.raw.get(name));
	}

	@Nullable Instant time(String name) {
		String value = this.text.get(name);
		return (value != null) ? Instant.parse(value) : null;
	}

	Instant requiredTime(String name) {
		return Instant.parse(text(name));
	}

	RuntimeStatus status(String name) {
		return RuntimeStatus.valueOf(text(name));
	}

	TraceContext trace() {
		String traceParent = textOrNull("traceParent");
		return (traceParent != null) ? new TraceContext(traceParent, textOrNull("traceState"), textOrNull("baggage"))
				: TraceContext.NONE;
	}

	FailureDetails failure() {
		String value = this.raw.get("failure");
		if (value == null) {
			throw new IllegalArgumentException("History cannot be read: 'failure' is missing in " + this.raw);
		}
		return readOne(value).asFailure();
	}

	FailureDetails asFailure() {
		String cause = this.raw.get("cause");
		return new FailureDetails(text("errorType"), textOrNull("message"), textOrNull("stackTrace"),
				(cause != null) ? readOne(cause).asFailure() : null);
	}

	private static void expect(@Nullable JsonToken actual, JsonToken expected) {
		if (actual != expected) {
			throw new IllegalArgumentException("History cannot be read: " + actual + " instead of " + expected);
		}
	}

}
