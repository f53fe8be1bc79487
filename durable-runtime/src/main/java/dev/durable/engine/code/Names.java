package dev.durable.engine.code;

import org.jspecify.annotations.Nullable;

/**
 * What names and ids may look like.
 */
public final class Names {

	private static final int MAX_NAME = 200;

	private static final int MAX_INSTANCE_ID = 256;

	private static final String ELSEWHERE = "means another place in paths";

	private Names() {
	}

	/**
	 * Check a name.
	 * @param what what it is the name of
	 * @param name the name
	 * @throws IllegalArgumentException if it is empty, longer than 200 characters, or has
	 * control characters or halves of surrogate pairs
	 */
	public static void require(String what, String name) {
		String problem = problem(name, MAX_NAME);
		if (problem != null) {
			throw new IllegalArgumentException("Name of " + what + " is not usable: it " + problem);
		}
	}

	/**
	 * Check a name that is part of paths of the management API.
	 * @param what what it is the name of
	 * @param name the name
	 * @throws IllegalArgumentException if it is none as of {@link #require}, or is
	 * {@code .} or {@code ..}
	 */
	public static void requireInPath(String what, String name) {
		require(what, name);
		if (isElsewhere(name)) {
			throw new IllegalArgumentException("Name of " + what + " is not usable: it " + ELSEWHERE);
		}
	}

	/**
	 * Return whether a text leads to another place where it is part of a path, however it
	 * is encoded.
	 * @param text the text
	 * @return whether it is {@code .} or {@code ..}
	 */
	public static boolean isElsewhere(String text) {
		return text.equals(".") || text.equals("..");
	}

	/**
	 * Check an instance id.
	 * @param instanceId the id
	 * @throws IllegalArgumentException if it is empty, longer than 256 characters, has
	 * control characters, halves of surrogate pairs or one of {@code / \ # ?}, starts
	 * with {@code @}, or is {@code .} or {@code ..}
	 */
	public static void requireInstanceId(String instanceId) {
		String problem = problem(instanceId, MAX_INSTANCE_ID);
		if (problem == null && instanceId.charAt(0) == '@') {
			problem = "starts with '@'";
		}
		if (problem == null && instanceId.chars().anyMatch((c) -> c == '/' || c == '\\' || c == '#' || c == '?')) {
			problem = "has one of / \\ # ?";
		}
		if (problem == null && isElsewhere(instanceId)) {
			problem = ELSEWHERE;
		}
		if (problem != null) {
			throw new IllegalArgumentException("Instance id is not usable: it " + problem);
		}
	}

	/**
	 * Check a text that is to be compared with names or ids.
	 * @param what what it is
	 * @param text the text
	 * @param maxLength how many characters it may have
	 * @throws IllegalArgumentException if it is empty, longer than that, or has control
	 * characters or halves of surrogate pairs
	 */
	public static void requireText(String what, String text, int maxLength) {
		String problem = problem(text, maxLength);
		if (problem != null) {
			throw new IllegalArgumentException(what + " is not usable: it " + problem);
		}
	}

	private static @Nullable String problem(String text, int maxLength) {
		if (text.isEmpty()) {
			return "is empty";
		}
		if (text.length() > maxLength) {
			return "has " + text.length() + " characters, more than " + maxLength;
		}
		boolean bad = text.codePoints()
			.anyMatch(
					(c) -> Character.isISOControl(c) || (c >= Character.MIN_SURROGATE && c <= Character.MAX_SURROGATE));
		return bad ? "has control characters" : null;
	}

}
