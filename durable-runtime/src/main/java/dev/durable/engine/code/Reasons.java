package dev.durable.engine.code;

import org.jspecify.annotations.Nullable;

/**
 * What is kept of reasons that people give.
 */
public final class Reasons {

	private static final int MAX_LENGTH = 2_000;

	private Reasons() {
	}

	/**
	 * Make a reason storable.
	 * @param reason what somebody wrote, or {@code null}
	 * @return at most 2,000 characters of it, or {@code null} if it says nothing
	 */
	public static @Nullable String clean(@Nullable String reason) {
		if (reason == null || reason.isBlank()) {
			return null;
		}
		String text = reason.replace('\0', ' ');
		return (text.length() > MAX_LENGTH) ? text.substring(0, MAX_LENGTH) : text;
	}

}
