package dev.durable.web;

import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.format.DateTimeParseException;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

import dev.durable.OrchestrationFilter;
import dev.durable.RuntimeStatus;
import org.jspecify.annotations.Nullable;

/**
 * The query parameters that say which instances are meant.
 */
final class FilterParameters {

	private static final String RUNTIME_STATUS = "runtimeStatus";

	private static final String NAME = "name";

	private static final String PREFIX = "instanceIdPrefix";

	private static final String FROM = "createdTimeFrom";

	private static final String TO = "createdTimeTo";

	private static final String TAG = "tag";

	static final List<String> NAMES = List.of(RUNTIME_STATUS, NAME, PREFIX, FROM, TO, TAG);

	/**
	 * Those that can be there several times.
	 */
	static final List<String> LISTS = List.of(RUNTIME_STATUS, TAG);

	private final QueryParameters query;

	FilterParameters(QueryParameters query) {
		this.query = query;
	}

	/**
	 * Return the filter. Parameters that are empty are taken as absent.
	 */
	OrchestrationFilter filter() {
		OrchestrationFilter filter = OrchestrationFilter.ALL.withRuntimeStatuses(statuses())
			.withName(text(NAME))
			.withInstanceIdPrefix(text(PREFIX))
			.withCreatedFrom(time(FROM))
			.withCreatedTo(time(TO));
		for (String tag : this.query.all(TAG)) {
			if (!tag.isEmpty()) {
				filter = with(filter, tag);
			}
		}
		return filter;
	}

	private @Nullable String text(String name) {
		String value = this.query.text(name);
		return (value != null && !value.isEmpty()) ? value : null;
	}

	private Set<RuntimeStatus> statuses() {
		Set<RuntimeStatus> statuses = EnumSet.noneOf(RuntimeStatus.class);
		for (String list : this.query.all(RUNTIME_STATUS)) {
			for (String name : list.split(",")) {
				if (!name.isBlank()) {
					statuses.add(status(name.strip()));
				}
			}
		}
		return statuses;
	}

	private static RuntimeStatus status(String name) {
		return Arrays.stream(RuntimeStatus.values())
			.filter((status) -> status.displayName().equalsIgnoreCase(name))
			.findFirst()
			.orElseThrow(() -> Problem
				.badParameter(RUNTIME_STATUS,
						"Parameter 'runtimeStatus' has '" + name + "' but can have only "
								+ Arrays.stream(RuntimeStatus.values())
									.map(RuntimeStatus::displayName)
									.collect(Collectors.joining(", "))
								+ ".")
				.exception());
	}

	private @Nullable Instant time(String name) {
		String value = text(name);
		if (value == null) {
			return null;
		}
		try {
			// A plus sign that was not encoded has become a blank
			return OffsetDateTime.parse(value.replace(' ', '+')).toInstant();
		}
		catch (DateTimeParseException ex) {
			throw Problem
				.badParameter(name,
						"Parameter '" + name + "' must be a time in ISO 8601 with its offset, such as "
								+ "'2026-07-01T12:00:00Z', but is '" + value + "'.")
				.exception();
		}
	}

	private static OrchestrationFilter with(OrchestrationFilter filter, String tag) {
		int colon = tag.indexOf(':');
		if (colon < 1) {
			throw Problem
				.badParameter(TAG,
						"Parameter 'tag' must be a key and a value, such as 'customer:c1', but is '" + tag + "'.")
				.exception();
		}
		String key = tag.substring(0, colon);
		String value = tag.substring(colon + 1);
		String before = filter.tags().get(key);
		if (before != null && !before.equals(value)) {
			throw Problem
				.badParameter(TAG,
						"Parameter 'tag' asks for two values of '" + key + "', but an instance has only one.")
				.exception();
		}
		return filter.withTag(key, value);
	}

}
