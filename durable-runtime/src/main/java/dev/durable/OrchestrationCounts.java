package dev.durable;

import java.util.Collections;
import java.util.EnumMap;
import java.util.Map;
import java.util.TreeMap;

/**
 * How many instances there are.
 *
 * @param byName by orchestrator, in alphabetical order, and status; what there is none of
 * is left out
 */
public record OrchestrationCounts(Map<String, Map<RuntimeStatus, Long>> byName) {

	public OrchestrationCounts {
		Map<String, Map<RuntimeStatus, Long>> copy = new TreeMap<>();
		byName.forEach((name, counts) -> copy.put(name, Collections.unmodifiableMap(new EnumMap<>(counts))));
		byName = Collections.unmodifiableMap(copy);
	}

	/**
	 * Return the counts of all orchestrators together.
	 * @return by status, every status included
	 */
	public Map<RuntimeStatus, Long> byStatus() {
		Map<RuntimeStatus, Long> sums = new EnumMap<>(RuntimeStatus.class);
		for (RuntimeStatus status : RuntimeStatus.values()) {
			sums.put(status, 0L);
		}
		this.byName.values()
			.forEach((counts) -> counts.forEach((status, count) -> sums.merge(status, count, Long::sum)));
		return sums;
	}

	/**
	 * Return how many instances there are in all.
	 * @return the sum
	 */
	public long total() {
		return byStatus().values().stream().mapToLong(Long::longValue).sum();
	}

}
