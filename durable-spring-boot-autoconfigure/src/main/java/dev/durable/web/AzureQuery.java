package dev.durable.web;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.time.temporal.TemporalAccessor;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

import dev.durable.RuntimeStatus;
import org.jspecify.annotations.Nullable;

/**
 * The parameters of a query string as Azure reads them: their names are the same in upper
 * and lower case, and what cannot be used counts as absent.
 */
final class AzureQuery {

	private static final Duration LONGEST_WAIT = Duration.ofDays(1);

	private static final DateTimeFormatter TIME = new DateTimeFormatterBuilder()
		.append(DateTimeFormatter.ISO_LOCAL_DATE)
		.optionalStart()
		.appendLiteral('T')
		.append(DateTimeFormatter.ISO_LOCAL_TIME)
		.optionalStart()
		.appendOffsetId()
		.toFormatter(Locale.ROOT);

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

	/**
	 * Return a number from 1 on, or {@code null}.
	 */
	@Nullable Integer number(String name) {
		String value = text(name);
		try {
			int number = (value != null) ? Integer.parseInt(value.strip()) : 0;
			return (number > 0) ? number : null;
		}
		catch (NumberFormatException ex) {
			return null;
		}
	}

	/**
	 * Return a time in ISO 8601, or {@code null}. Without an offset it is in UTC.
	 */
	@Nullable Instant time(String name) {
		String value = text(name);
		if (value == null) {
			return null;
		}
		// The plus sign of an offset is a space unless it was encoded
		String text = value.strip().replace(' ', '+');
		try {
			TemporalAccessor time = TIME.parseBest(text, OffsetDateTime::from, LocalDateTime::from, LocalDate::from);
			if (time instanceof OffsetDateTime offsetTime) {
				return offsetTime.toInstant();
			}
			return ((time instanceof LocalDateTime localTime) ? localTime : ((LocalDate) time).atStartOfDay())
				.toInstant(ZoneOffset.UTC);
		}
		catch (DateTimeException ex) {
			return null;
		}
	}

	/**
	 * Return those of the statuses that there are; they come one by one or separated by
	 * commas.
	 */
	Set<RuntimeStatus> statuses(String name) {
		Set<RuntimeStatus> statuses = EnumSet.noneOf(RuntimeStatus.class);
		for (String value : this.values.getOrDefault(name, List.of())) {
			for (String text : value.split(",")) {
				for (RuntimeStatus status : RuntimeStatus.values()) {
					if (status.displayName().equalsIgnoreCase(text.strip())) {
						statuses.add(status);
					}
				}
			}
		}
		return statuses;
	}

}
