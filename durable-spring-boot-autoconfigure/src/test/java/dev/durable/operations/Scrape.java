package dev.durable.operations;

import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a Prometheus server gets.
 *
 * @param labels the labels of each metric
 * @param values the values of each label of each metric
 */
record Scrape(Map<String, Set<String>> labels, Map<String, Set<String>> values) {

	private static final Pattern SAMPLE = Pattern.compile("^(\\w+)(\\{(.*)})? \\S+.*$");

	private static final Pattern LABEL = Pattern.compile("(\\w+)=\"((?:[^\"\\\\]|\\\\.)*)\"");

	static Scrape of(String text) {
		Scrape scrape = new Scrape(new TreeMap<>(), new TreeMap<>());
		text.lines().filter((line) -> !line.startsWith("#")).forEach(scrape::add);
		return scrape;
	}

	private void add(String line) {
		Matcher sample = SAMPLE.matcher(line);
		if (!sample.matches()) {
			return;
		}
		String name = sample.group(1);
		Set<String> found = this.labels.computeIfAbsent(name, (key) -> new HashSet<>());
		Matcher label = LABEL.matcher((sample.group(3) != null) ? sample.group(3) : "");
		while (label.find()) {
			found.add(label.group(1));
			this.values.computeIfAbsent(name + "/" + label.group(1), (key) -> new HashSet<>()).add(label.group(2));
		}
	}

	Set<String> values(String metric, String label) {
		return this.values.getOrDefault(metric + "/" + label, Set.of());
	}

}
