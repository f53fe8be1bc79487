package dev.durable.web;

import java.time.Instant;
import java.util.Map;

import dev.durable.FailureDetails;
import dev.durable.OrchestrationStatus;
import dev.durable.RawJson;
import dev.durable.RuntimeStatus;
import dev.durable.TraceContext;

import org.springframework.core.ParameterizedTypeReference;

/**
 * A status for tests.
 */
record TestStatus(String name, String version, String instanceId, RuntimeStatus runtimeStatus, RawJson input,
		RawJson customStatus, RawJson output, Instant createdTime, Instant lastUpdatedTime, Map<String, String> tags,
		String parentInstanceId, TraceContext traceContext, FailureDetails failure) implements OrchestrationStatus {

	static final Instant TIME = Instant.parse("2026-07-01T12:00:00.123456Z");

	static TestStatus running(String name, String instanceId, RawJson input, Map<String, String> tags) {
		return new TestStatus(name, null, instanceId, RuntimeStatus.RUNNING, input, null, null, TIME, TIME, tags, null,
				TraceContext.NONE, null);
	}

	TestStatus with(RuntimeStatus runtimeStatus, String output, FailureDetails failure) {
		return new TestStatus(this.name, this.version, this.instanceId, runtimeStatus, this.input, this.customStatus,
				(output != null) ? new RawJson(output) : null, this.createdTime, this.lastUpdatedTime, this.tags,
				this.parentInstanceId, this.traceContext, failure);
	}

	TestStatus withDetails(String version, String customStatus, String parentInstanceId, TraceContext traceContext) {
		return new TestStatus(this.name, version, this.instanceId, this.runtimeStatus, this.input,
				new RawJson(customStatus), this.output, this.createdTime, this.lastUpdatedTime, this.tags,
				parentInstanceId, traceContext, this.failure);
	}

	@Override
	public <T> T output(Class<T> type) {
		throw new UnsupportedOperationException();
	}

	@Override
	public <T> T output(ParameterizedTypeReference<T> type) {
		throw new UnsupportedOperationException();
	}

	@Override
	public <T> T customStatus(Class<T> type) {
		throw new UnsupportedOperationException();
	}

}
