package dev.durable.benchmark.system;

/**
 * What goes into activities and comes out of them: texts of 100 characters that begin
 * with a key.
 */
public final class Payload {

	private static final int LENGTH = 100;

	private static final String FILLER = ".".repeat(LENGTH);

	private Payload() {
	}

	/**
	 * Return the payload with a key.
	 * @param key the key, shorter than the payload
	 * @return a text of 100 characters
	 */
	public static String of(String key) {
		return key + FILLER.substring(Math.min(key.length(), LENGTH));
	}

}
