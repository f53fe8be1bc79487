package dev.durable.operations;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The metrics and labels that a query of a dashboard uses.
 *
 * @param metrics the metrics
 * @param grouping the labels by which it groups
 */
record PromQl(List<Metric> metrics, Set<String> grouping) {

	private static final Pattern METRIC = Pattern.compile("\\b(durable_\\w+)(\\{([^}]*)})?");

	private static final Pattern MATCHER = Pattern.compile("(\\w+)\\s*(=~|!~|!=|=)\\s*\"([^\"]*)\"");

	private static final Pattern BY = Pattern.compile("by \\(([^)]*)\\)");

	static PromQl parse(String expression) {
		List<Metric> metrics = new ArrayList<>();
		Matcher metric = METRIC.matcher(expression);
		while (metric.find()) {
			Set<String> labels = new HashSet<>();
			String[] equal = new String[2];
			Matcher matcher = MATCHER.matcher((metric.group(3) != null) ? metric.group(3) : "");
			while (matcher.find()) {
				labels.add(matcher.group(1));
				if (matcher.group(2).equals("=")) {
					equal[0] = matcher.group(1);
					equal[1] = matcher.group(3);
				}
			}
			metrics.add(new Metric(metric.group(1), labels, equal[0], equal[1]));
		}
		Set<String> grouping = new HashSet<>();
		Matcher by = BY.matcher(expression);
		while (by.find()) {
			grouping.addAll(List.of(by.group(1).split(",\\s*")));
		}
		return new PromQl(metrics, grouping);
	}

	/**
	 * A metric in a query.
	 *
	 * @param name its name
	 * @param labels the labels that select some of it
	 * @param label the label that must have a certain value, or {@code null}
	 * @param value that value, or {@code null}
	 */
	record Metric(String name, Set<String> labels, String label, String value) {

	}

}
