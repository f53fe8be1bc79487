package dev.durable.web;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

import org.jspecify.annotations.Nullable;

/**
 * The parameters of a query string as Azure reads them: their names are the same in upper
 * and lower case, and what cannot be used counts as absent.
 */
final class AzureQuery {

	private static final Duration LONGEST_WAIT = Duration.ofDays(1);

	private final Map<String, List<String>> values = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);

	AzureQuery(@Nullable String queryString) {
		if (queryString != null) {
			for (String pair : queryString.split("&")) {
				int equals = pair.indexOf('=');
				String name = decode((equals < 0) ? pair : pair.substring(0, equals));
				this.values.computeIfAbsent(name, (absent) -> new ArrayList<>())
					.add((equals < 0) ? "" : decode(pair.substring(equals + 1)));
			}
		}
	}

	private static String decode(String text) {
		try {
			return URLDecoder.decode(text, StandardCharsets.UTF_8);
		}
		catch (IllegalArgumentException ex) {
			return text;
		}
	}

	/**
	 * Return the text of a parameter, or {@code null} if it is absent or blank.
	 */
	@Nullable String text(String name) {
		List<String> texts = this.values.get(name);
		return (texts != null && !texts.get(0).isBlank()) ? texts.get(0) : null;
	}

	boolean flag(String name, boolean defaultValue) {
		String value = text(name);
		if (value != null && value.strip().equalsIgnoreCase(String.valueOf(!defaultValue))) {
			return !defaultValue;
		}
		return defaultValue;
	}

	/**
	 * Return a time to wait, or {@code null}.
	 */
	@Nullable Duration seconds(String name) {
		String value = text(name);
		try {
			double seconds = (value != null) ? Double.parseDouble(value) : 0;
			if (seconds > 0) {
				Duration wait = Duration.ofMillis((long) Math.min(seconds * 1000, LONGEST_WAIT.toMillis()));
				return wait.isZero() ? null : wait;
			}
		}
		catch (NumberFormatException ex) {
			// counts as absent
		}
		return null;
	}

}
