package dev.durable.history;

/**
 * Makes JSON text storable everywhere: a surrogate without its other half, which no
 * database takes in UTF-8, is written as a JSON escape. Such characters can only stand
 * inside JSON strings.
 */
final class WellFormedText {

	private WellFormedText() {
	}

	static String of(String json) {
		for (int i = 0; i < json.length(); i++) {
			if (Character.isSurrogate(json.charAt(i))) {
				return repaired(json);
			}
		}
		return json;
	}

	private static String repaired(String json) {
		StringBuilder text = new StringBuilder(json.length() + 16);
		for (int i = 0; i < json.length(); i++) {
			char c = json.charAt(i);
			if (Character.isHighSurrogate(c) && i + 1 < json.length() && Character.isLowSurrogate(json.charAt(i + 1))) {
				text.append(c).append(json.charAt(++i));
			}
			else if (Character.isSurrogate(c)) {
				text.append("\\u").append(Integer.toHexString(c));
			}
			else {
				text.append(c);
			}
		}
		return text.toString();
	}

}
