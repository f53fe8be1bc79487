package dev.durable.benchmark;

import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/**
 * A table in Markdown.
 */
final class MarkdownTable {

	private final StringBuilder text = new StringBuilder();

	MarkdownTable(List<String> columns) {
		row(columns);
		row(columns.stream().map((column) -> "---").toList());
	}

	MarkdownTable row(List<String> cells) {
		this.text.append(cells.stream().collect(Collectors.joining(" | ", "| ", " |\n")));
		return this;
	}

	/**
	 * Return a number with about three digits, or nothing if it is none.
	 */
	static String number(double value) {
		if (Double.isNaN(value) || Double.isInfinite(value)) {
			return "";
		}
		double size = Math.abs(value);
		int decimals = (size >= 100 || value == Math.rint(value)) ? 0 : (size >= 10) ? 1 : (size >= 1) ? 2 : 3;
		return String.format(Locale.ROOT, "%,.{d}f".replace("{d}", Integer.toString(decimals)), value);
	}

	@Override
	public String toString() {
		return this.text.toString();
	}

}
