package dev.durable;

import java.time.Instant;
import java.util.Collections;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

import org.jspecify.annotations.Nullable;

/**
 * Which instances are meant: those that meet all of the criteria.
 *
 * @param taskHub the task hub that they belong to, or {@code null} for the client's own
 * @param runtimeStatuses the statuses of which they have one, none for any
 * @param name the orchestrator that they run, or {@code null} for any
 * @param instanceIdPrefix what their ids begin with, or {@code null} for anything; upper
 * and lower case differ
 * @param createdFrom when they were accepted at the earliest, or {@code null}
 * @param createdTo when they were accepted at the latest (this very microsecond
 * included), or {@code null}
 * @param tags the tags that they have, maybe among others
 */
public record OrchestrationFilter(@Nullable String taskHub, Set<RuntimeStatus> runtimeStatuses, @Nullable String name,
		@Nullable String instanceIdPrefix, @Nullable Instant createdFrom, @Nullable Instant createdTo,
		Map<String, String> tags) {

	/**
	 * All instances of the client's own task hub.
	 */
	public static final OrchestrationFilter ALL = new OrchestrationFilter(null, Set.of(), null, null, null, null,
			Map.of());

	public OrchestrationFilter {
		runtimeStatuses = runtimeStatuses.isEmpty() ? Set.of()
				: Collections.unmodifiableSet(EnumSet.copyOf(runtimeStatuses));
		tags = Map.copyOf(tags);
	}

	/**
	 * Return whether there is a criterion besides the task hub.
	 * @return {@code false} if all instances of the task hub are meant
	 */
	public boolean hasCriteria() {
		return !equals(ALL.withTaskHub(this.taskHub));
	}

	/**
	 * Return this filter for another task hub.
	 * @param taskHub the task hub, or {@code null} for the client's own
	 * @return a new filter
	 */
	public OrchestrationFilter withTaskHub(@Nullable String taskHub) {
		return new OrchestrationFilter(taskHub, this.runtimeStatuses, this.name, this.instanceIdPrefix,
				this.createdFrom, this.createdTo, this.tags);
	}

	/**
	 * Return this filter with other statuses.
	 * @param runtimeStatuses the statuses of which instances have one, none for any
	 * @return a new filter
	 */
	public OrchestrationFilter withRuntimeStatuses(Set<RuntimeStatus> runtimeStatuses) {
		return new OrchestrationFilter(this.taskHub, runtimeStatuses, this.name, this.instanceIdPrefix,
				this.createdFrom, this.createdTo, this.tags);
	}

	/**
	 * Return this filter with other statuses.
	 * @param first a status
	 * @param more more statuses
	 * @return a new filter
	 */
	public OrchestrationFilter withRuntimeStatus(RuntimeStatus first, RuntimeStatus... more) {
		return withRuntimeStatuses(EnumSet.of(first, more));
	}

	/**
	 * Return this filter with another orchestrator.
	 * @param name the exact name, or {@code null} for any
	 * @return a new filter
	 */
	public OrchestrationFilter withName(@Nullable String name) {
		return new OrchestrationFilter(this.taskHub, this.runtimeStatuses, name, this.instanceIdPrefix,
				this.createdFrom, this.createdTo, this.tags);
	}

	/**
	 * Return this filter with another beginning of ids.
	 * @param instanceIdPrefix what ids begin with, or {@code null} for anything
	 * @return a new filter
	 */
	public OrchestrationFilter withInstanceIdPrefix(@Nullable String instanceIdPrefix) {
		return new OrchestrationFilter(this.taskHub, this.runtimeStatuses, this.name, instanceIdPrefix,
				this.createdFrom, this.createdTo, this.tags);
	}

	/**
	 * Return this filter with another earliest creation.
	 * @param createdFrom the earliest moment, or {@code null}
	 * @return a new filter
	 */
	public OrchestrationFilter withCreatedFrom(@Nullable Instant createdFrom) {
		return new OrchestrationFilter(this.taskHub, this.runtimeStatuses, this.name, this.instanceIdPrefix,
				createdFrom, this.createdTo, this.tags);
	}

	/**
	 * Return this filter with another latest creation.
	 * @param createdTo the latest moment, or {@code null}
	 * @return a new filter
	 */
	public OrchestrationFilter withCreatedTo(@Nullable Instant createdTo) {
		return new OrchestrationFilter(this.taskHub, this.runtimeStatuses, this.name, this.instanceIdPrefix,
				this.createdFrom, createdTo, this.tags);
	}

	/**
	 * Return this filter with one more tag.
	 * @param key the tag's key
	 * @param value the tag's value
	 * @return a new filter
	 */
	public OrchestrationFilter withTag(String key, String value) {
		Map<String, String> more = new LinkedHashMap<>(this.tags);
		more.put(key, value);
		return new OrchestrationFilter(this.taskHub, this.runtimeStatuses, this.name, this.instanceIdPrefix,
				this.createdFrom, this.createdTo, more);
	}

}
