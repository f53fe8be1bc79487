package dev.durable;

import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;

import org.jspecify.annotations.Nullable;

/**
 * How to start an instance.
 *
 * @param instanceId its id, or {@code null} for a random one; 1 to 256 characters without
 * control characters and without {@code / \ # ?}, not starting with {@code @}, and not
 * {@code .} or {@code ..}
 * @param version the version of the orchestrator, or {@code null} for the newest that the
 * node has
 * @param startAt when it may run at the earliest, or {@code null} for at once; not after
 * the year 9999
 * @param tags words to find it by
 */
public record StartOptions(@Nullable String instanceId, @Nullable String version, @Nullable Instant startAt,
		Map<String, String> tags) {

	/**
	 * A random id, the newest version, at once, no tags.
	 */
	public static final StartOptions DEFAULT = new StartOptions(null, null, null, Map.of());

	public StartOptions {
		tags = Map.copyOf(tags);
	}

	/**
	 * Return options with an instance id.
	 * @param instanceId the id of the new instance
	 * @return the options
	 */
	public static StartOptions instanceId(String instanceId) {
		return DEFAULT.withInstanceId(instanceId);
	}

	/**
	 * Return these options with another instance id.
	 * @param instanceId the id of the new instance, or {@code null} for a random one
	 * @return new options
	 */
	public StartOptions withInstanceId(@Nullable String instanceId) {
		return new StartOptions(instanceId, this.version, this.startAt, this.tags);
	}

	/**
	 * Return these options with another version.
	 * @param version the version of the orchestrator, or {@code null} for the newest
	 * @return new options
	 */
	public StartOptions withVersion(@Nullable String version) {
		return new StartOptions(this.instanceId, version, this.startAt, this.tags);
	}

	/**
	 * Return these options with another start time.
	 * @param startAt when the instance may run at the earliest, or {@code null}; not
	 * after the year 9999
	 * @return new options
	 */
	public StartOptions withStartAt(@Nullable Instant startAt) {
		return new StartOptions(this.instanceId, this.version, startAt, this.tags);
	}

	/**
	 * Return these options with one more tag.
	 * @param key the tag's key
	 * @param value the tag's value
	 * @return new options
	 */
	public StartOptions withTag(String key, String value) {
		Map<String, String> more = new LinkedHashMap<>(this.tags);
		more.put(key, value);
		return new StartOptions(this.instanceId, this.version, this.startAt, more);
	}

}
