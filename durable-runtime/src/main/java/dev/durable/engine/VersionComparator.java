package dev.durable.engine;

import java.io.Serializable;
import java.math.BigInteger;
import java.util.Comparator;

/**
 * Orders versions: numbers by their value, everything else as text, part by part; no
 * version comes first.
 */
final class VersionComparator implements Comparator<String>, Serializable {

	private static final long serialVersionUID = 1L;

	@Override
	public int compare(String left, String right) {
		String[] lefts = left.split("[.\\-_]");
		String[] rights = right.split("[.\\-_]");
		for (int i = 0; i < Math.min(lefts.length, rights.length); i++) {
			int result = comparePart(lefts[i], rights[i]);
			if (result != 0) {
				return result;
			}
		}
		return Integer.compare(lefts.length, rights.length);
	}

	private static int comparePart(String left, String right) {
		if (isNumber(left) && isNumber(right)) {
			return new BigInteger(left).compareTo(new BigInteger(right));
		}
		return left.compareTo(right);
	}

	private static boolean isNumber(String part) {
		return !part.isEmpty() && part.chars().allMatch((c) -> c >= '0' && c <= '9');
	}

}
