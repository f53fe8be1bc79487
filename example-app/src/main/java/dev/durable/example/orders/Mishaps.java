package dev.durable.example.orders;

import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What goes wrong on request. An order asks for it by its content:
 * <ul>
 * <li>card {@code declined}: charging fails for good</li>
 * <li>article {@code out-of-stock}: reserving fails for good</li>
 * <li>article {@code slow-2s}: packing takes two seconds (or any number up to 60)</li>
 * <li>article {@code fail-twice}: packing fails twice, then works</li>
 * <li>article {@code fail-always}: packing never works</li>
 * </ul>
 */
final class Mishaps {

	static final String DECLINED = "declined";

	static final String OUT_OF_STOCK = "out-of-stock";

	private static final Pattern SLOW = Pattern.compile("slow-([1-9]|[1-5][0-9]|60)s");

	private Mishaps() {
	}

	static Duration packingTime(String sku) {
		Matcher slow = SLOW.matcher(sku);
		return slow.matches() ? Duration.ofSeconds(Integer.parseInt(slow.group(1))) : Duration.ZERO;
	}

	static boolean packingFails(String sku, int attempt) {
		return switch (sku) {
			case "fail-twice" -> attempt <= 2;
			case "fail-always" -> true;
			default -> false;
		};
	}

}
