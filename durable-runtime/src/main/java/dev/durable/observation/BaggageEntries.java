package dev.durable.observation;

import java.net.URLDecoder;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;

import dev.durable.TraceContext;
import org.jspecify.annotations.Nullable;

/**
 * Reads and writes the {@code baggage} header.
 *
 * @see <a href="https://www.w3.org/TR/baggage/">W3C Baggage</a>
 */
final class BaggageEntries {

	static final String HEADER = "baggage";

	private BaggageEntries() {
	}

	/**
	 * Return the entries of a header, without their properties. What cannot be read is
	 * left out.
	 */
	static Map<String, String> of(@Nullable String header) {
		if (header == null) {
			return Map.of();
		}
		Map<String, String> entries = new LinkedHashMap<>();
		for (String member : header.split(",")) {
			String entry = member.split(";", 2)[0];
			int separator = entry.indexOf('=');
			if (separator > 0) {
				decode(entry.substring(0, separator).strip(), entry.substring(separator + 1).strip(), entries);
			}
		}
		return entries;
	}

	private static void decode(String name, String value, Map<String, String> entries) {
		try {
			// A plus is a plus here, unlike in forms
			entries.put(name, URLDecoder.decode(value.replace("+", "%2B"), StandardCharsets.UTF_8));
		}
		catch (IllegalArgumentException ex) {
			// Not percent-encoded, so nobody can tell what it was to mean
		}
	}

	/**
	 * Return a header with further entries, which must not be in it yet.
	 * @return the header, or {@code null} if there is nothing to say, or too much
	 */
	static @Nullable String with(@Nullable String header, Map<String, String> further) {
		StringBuilder all = new StringBuilder((header != null) ? header : "");
		further.forEach((name, value) -> {
			if (!all.isEmpty()) {
				all.append(',');
			}
			all.append(name).append('=').append(URLEncoder.encode(value, StandardCharsets.UTF_8).replace("+", "%20"));
		});
		return (all.isEmpty() || all.length() > TraceContext.MAX_BAGGAGE) ? null : all.toString();
	}

}
