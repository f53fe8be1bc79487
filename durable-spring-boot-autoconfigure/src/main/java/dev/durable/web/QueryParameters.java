package dev.durable.web;

import java.net.URLDecoder;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

import org.jspecify.annotations.Nullable;

/**
 * Parameters of the query string alone. The servlet request's own parameters include
 * those of a form in the body, which asking for them would read.
 */
final class QueryParameters {

	private static final Duration LONGEST_WAIT = Duration.ofDays(1);

	private final Map<String, List<String>> values = new LinkedHashMap<>();

	QueryParameters(@Nullable String queryString) {
		if (queryString != null) {
			for (String pair : queryString.split("&")) {
				int equals = pair.indexOf('=');
				String name = decode((equals < 0) ? pair : pair.substring(0, equals));
				this.values.computeIfAbsent(name, (first) -> new ArrayList<>())
					.add((equals < 0) ? "" : decode(pair.substring(equals + 1)));
			}
		}
	}

	private static String decode(String text) {
		try {
			// One character is one byte then: what is not UTF-8 is to be refused, not
			// replaced
			byte[] bytes = URLDecoder.decode(text, StandardCharsets.ISO_8859_1).getBytes(StandardCharsets.ISO_8859_1);
			return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
		}
		catch (IllegalArgumentException ex) {
			throw malformed("The query string has a percent sign that two hexadecimal digits do not follow.");
		}
		catch (CharacterCodingException ex) {
			throw malformed("The query string is not valid UTF-8.");
		}
	}

	private static ProblemException malformed(String detail) {
		return Problem.badRequest("malformed-query", "Malformed query string", detail).exception();
	}

	Set<String> names() {
		return this.values.keySet();
	}

	/**
	 * Return all values of a parameter, none if it is absent.
	 */
	List<String> all(String name) {
		return this.values.getOrDefault(name, List.of());
	}

	/**
	 * Return the first value of a parameter, or {@code null} if it is absent.
	 */
	@Nullable String text(String name) {
		List<String> all = all(name);
		return all.isEmpty() ? null : all.get(0);
	}

	boolean flag(String name, boolean defaultValue) {
		String value = text(name);
		if (value == null) {
			return defaultValue;
		}
		if (value.equalsIgnoreCase("true") || value.equalsIgnoreCase("false")) {
			return Boolean.parseBoolean(value);
		}
		throw Problem.badParameter(name, "Parameter '" + name + "' must be 'true' or 'false' but is '" + value + "'.")
			.exception();
	}

	/**
	 * Return a whole number within limits; the default if the parameter is absent or
	 * empty.
	 */
	int number(String name, int min, int max, int defaultValue) {
		String value = text(name);
		if (value == null || value.isEmpty()) {
			return defaultValue;
		}
		try {
			int number = Integer.parseInt(value);
			if (number >= min && number <= max) {
				return number;
			}
		}
		catch (NumberFormatException ex) {
			// answered below
		}
		throw Problem
			.badParameter(name,
					"Parameter '" + name + "' must be a whole number from " + min + " to " + max + " but is '" + value
							+ "'.")
			.exception();
	}

	/**
	 * Return a number of seconds, or {@code null} if the parameter is absent.
	 */
	@Nullable Duration seconds(String name) {
		String value = text(name);
		if (value == null) {
			return null;
		}
		try {
			Duration seconds = Duration.ofSeconds(Long.parseLong(value));
			if (!seconds.isNegative() && seconds.compareTo(LONGEST_WAIT) <= 0) {
				return seconds;
			}
		}
		catch (NumberFormatException ex) {
			// answered below
		}
		throw Problem
			.badParameter(name,
					"Parameter '" + name + "' must be a whole number of seconds from 0 to " + LONGEST_WAIT.toSeconds()
							+ " but is '" + value + "'.")
			.exception();
	}

}
