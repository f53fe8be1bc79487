package dev.durable;

import java.time.Instant;
import java.util.Map;

import org.jspecify.annotations.Nullable;

import org.springframework.core.ParameterizedTypeReference;

/**
 * What is known about an orchestration instance at one moment.
 */
public interface OrchestrationStatus {

	/**
	 * Return the name of the orchestrator.
	 * @return the name
	 */
	String name();

	/**
	 * Return the version of the orchestrator.
	 * @return the version, or {@code null} if it has none
	 */
	@Nullable String version();

	/**
	 * Return the id of the instance.
	 * @return the instance id
	 */
	String instanceId();

	/**
	 * Return where the instance is in its life.
	 * @return the status
	 */
	RuntimeStatus runtimeStatus();

	/**
	 * Return the input.
	 * @return the JSON, or {@code null} if there was none
	 */
	@Nullable RawJson input();

	/**
	 * Return what the orchestrator last said about its progress.
	 * @return the JSON, or {@code null} if it has said nothing
	 */
	@Nullable RawJson customStatus();

	/**
	 * Return the output.
	 * @return the JSON, or {@code null} if there is none (yet)
	 */
	@Nullable RawJson output();

	/**
	 * Return the output as an object.
	 * @param type the type of the output
	 * @param <T> the type of the output
	 * @return the output, or {@code null} if there is none (yet)
	 */
	<T> @Nullable T output(Class<T> type);

	/**
	 * Return the output as an object of a generic type.
	 * @param type the type of the output
	 * @param <T> the type of the output
	 * @return the output, or {@code null} if there is none (yet)
	 */
	<T> @Nullable T output(ParameterizedTypeReference<T> type);

	/**
	 * Return what the orchestrator last said about its progress as an object.
	 * @param type the type of the custom status
	 * @param <T> the type of the custom status
	 * @return the custom status, or {@code null} if there is none
	 */
	<T> @Nullable T customStatus(Class<T> type);

	/**
	 * Return when the instance was accepted.
	 * @return database time
	 */
	Instant createdTime();

	/**
	 * Return when the instance was last written.
	 * @return database time
	 */
	Instant lastUpdatedTime();

	/**
	 * Return the words to find the instance by.
	 * @return the tags, maybe none
	 */
	Map<String, String> tags();

	/**
	 * Return the instance that this one is a sub-orchestration of, which may have been
	 * replaced or purged since.
	 * @return the parent's instance id; {@code null} if there is none, and in lists
	 * without inputs also if it is gone
	 */
	@Nullable String parentInstanceId();

	/**
	 * Return the trace context that the instance was started with.
	 * @return the trace context, {@link TraceContext#NONE} if there was none
	 */
	TraceContext traceContext();

	/**
	 * Return why the instance failed.
	 * @return the failure, or {@code null} if it has not failed
	 */
	@Nullable FailureDetails failure();

}
