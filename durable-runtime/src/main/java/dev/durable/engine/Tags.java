package dev.durable.engine;

import java.util.Map;

import dev.durable.engine.code.Names;

/**
 * What tags may look like.
 */
final class Tags {

	private static final int MAX_TAGS = 50;

	private static final int MAX_LENGTH = 200;

	private Tags() {
	}

	static void require(Map<String, String> tags) {
		if (tags.size() > MAX_TAGS) {
			throw new IllegalArgumentException("There are " + tags.size() + " tags, more than " + MAX_TAGS);
		}
		tags.forEach(Tags::require);
	}

	static void require(String key, String value) {
		Names.require("tag", key);
		if (value.length() > MAX_LENGTH || !isStorable(value)) {
			throw new IllegalArgumentException("Value of tag '" + key + "' is not usable: it has more than "
					+ MAX_LENGTH + " characters, a NUL character or half of a surrogate pair");
		}
	}

	/**
	 * Databases refuse the one and may replace the other.
	 */
	private static boolean isStorable(String value) {
		return value.codePoints()
			.noneMatch((c) -> c == 0 || (c >= Character.MIN_SURROGATE && c <= Character.MAX_SURROGATE));
	}

}
