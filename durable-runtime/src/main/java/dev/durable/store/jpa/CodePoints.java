package dev.durable.store.jpa;

import org.jspecify.annotations.Nullable;

/**
 * The order of texts by their code points.
 */
final class CodePoints {

	private CodePoints() {
	}

	/**
	 * Return the first text that comes after all texts with a prefix, or {@code null} if
	 * there is none.
	 */
	static @Nullable String nextAfterPrefix(String prefix) {
		int end = prefix.length();
		while (end > 0) {
			int last = prefix.codePointBefore(end);
			end -= Character.charCount(last);
			if (last < Character.MAX_CODE_POINT) {
				// Databases have no halves of surrogate pairs
				int next = (last + 1 != Character.MIN_SURROGATE) ? last + 1 : Character.MAX_SURROGATE + 1;
				return prefix.substring(0, end) + Character.toString(next);
			}
		}
		return null;
	}

}
