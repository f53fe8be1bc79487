package dev.durable.benchmark.system;

import java.util.SplittableRandom;

/**
 * What goes into activities and comes out of them: texts of 100 characters that begin
 * with a key and a dot. The rest differs from key to key and cannot be compressed.
 */
public final class Payload {

	private static final int LENGTH = 100;

	private static final int VARIANT_OF = 20;

	private static final String CHARACTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

	private Payload() {
	}

	/**
	 * Return the payload with a key.
	 * @param key the key, shorter than the payload
	 * @return a text of 100 characters
	 */
	public static String of(String key) {
		StringBuilder payload = new StringBuilder(LENGTH).append(key).append('.');
		SplittableRandom random = new SplittableRandom(key.hashCode());
		while (payload.length() < LENGTH) {
			payload.append(CHARACTERS.charAt(random.nextInt(CHARACTERS.length())));
		}
		return payload.toString();
	}

	/**
	 * Return another payload for each of many activities that run at once.
	 * @param payload the payload of the orchestration
	 * @param number the number of the activity
	 * @return a text of 100 characters
	 */
	static String variant(String payload, int number) {
		return of(number + "-" + payload.substring(0, VARIANT_OF));
	}

}
