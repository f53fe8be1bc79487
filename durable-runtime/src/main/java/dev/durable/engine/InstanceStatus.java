package dev.durable.engine;

import java.lang.reflect.Type;
import java.time.Instant;
import java.util.Map;

import dev.durable.FailureDetails;
import dev.durable.OrchestrationStatus;
import dev.durable.RawJson;
import dev.durable.RuntimeStatus;
import dev.durable.TraceContext;
import dev.durable.history.ExecutionCompleted;
import dev.durable.history.ExecutionStarted;
import dev.durable.serialization.DataConverter;
import dev.durable.store.InstanceRow;
import org.jspecify.annotations.Nullable;

import org.springframework.core.ParameterizedTypeReference;

/**
 * {@link OrchestrationStatus} of what the store has.
 *
 * @param row the instance
 * @param lastUpdatedTime the time of its last turn
 * @param started how it began, or {@code null} if nobody has asked for its input
 * @param ending how it ended, or {@code null}
 * @param converter turns JSON into values
 */
record InstanceStatus(InstanceRow row, Instant lastUpdatedTime, @Nullable ExecutionStarted started,
		@Nullable ExecutionCompleted ending, DataConverter converter) implements OrchestrationStatus {

	private static @Nullable RawJson raw(@Nullable String json) {
		return (json != null) ? new RawJson(json) : null;
	}

	@Override
	public String name() {
		return this.row.name();
	}

	@Override
	public @Nullable String version() {
		return this.row.version().isEmpty() ? null : this.row.version();
	}

	@Override
	public String instanceId() {
		return this.row.instanceId();
	}

	@Override
	public RuntimeStatus runtimeStatus() {
		return this.row.status();
	}

	@Override
	public @Nullable RawJson input() {
		return (this.started != null) ? raw(this.started.input()) : null;
	}

	@Override
	public @Nullable RawJson customStatus() {
		return raw(this.row.customStatus());
	}

	@Override
	public @Nullable RawJson output() {
		return (this.ending != null) ? raw(this.ending.output()) : null;
	}

	@Override
	public <T> @Nullable T output(Class<T> type) {
		return convert(output(), type);
	}

	@Override
	public <T> @Nullable T output(ParameterizedTypeReference<T> type) {
		return convert(output(), type.getType());
	}

	@Override
	public <T> @Nullable T customStatus(Class<T> type) {
		return convert(customStatus(), type);
	}

	@SuppressWarnings("unchecked")
	private <T> @Nullable T convert(@Nullable RawJson json, Type type) {
		return (json != null) ? (T) this.converter.fromJson(json.text(), type) : null;
	}

	@Override
	public Instant createdTime() {
		return this.row.createdAt();
	}

	@Override
	public Map<String, String> tags() {
		return this.row.tags();
	}

	@Override
	public @Nullable String parentInstanceId() {
		String recorded = (this.started != null) ? this.started.parentInstanceId() : null;
		return (recorded != null) ? recorded : this.row.parentInstanceId();
	}

	@Override
	public TraceContext traceContext() {
		return this.row.trace();
	}

	@Override
	public @Nullable FailureDetails failure() {
		return (this.ending != null) ? this.ending.failure() : null;
	}

}
