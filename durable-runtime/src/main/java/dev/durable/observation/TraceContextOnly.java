package dev.durable.observation;

import java.time.Instant;

import dev.durable.TraceContext;

/**
 * {@link OrchestrationTracing} without a tracer: the context of the caller is kept and
 * passed on, no span is created.
 */
public final class TraceContextOnly implements OrchestrationTracing {

	static final ObservedScope NOTHING = new Scope(TraceContext.NONE, () -> {
	});

	private final TraceContextBridge bridge;

	/**
	 * Create tracing without spans.
	 * @param bridge knows the trace context of the current thread
	 */
	public TraceContextOnly(TraceContextBridge bridge) {
		this.bridge = bridge;
	}

	@Override
	public TraceContext ofOrchestration(ObservedInstance instance) {
		return instance.trace();
	}

	@Override
	public TraceContext ofTask(ObservedInstance instance, int taskId) {
		return instance.trace();
	}

	@Override
	public ObservedScope creating(String name, String version, String instanceId) {
		return NOTHING;
	}

	@Override
	public ObservedScope sendingEvent(String eventName, String instanceId) {
		return NOTHING;
	}

	@Override
	public ObservedRun running(ObservedActivity activity) {
		return new Scope(activity.call(), this.bridge.makeCurrent(activity.call(), activity.instanceId()));
	}

	@Override
	public void ended(ObservedInstance instance, ObservedTask task, Instant end) {
		// there is no tracer to tell
	}

	@Override
	public void finished(ObservedInstance instance, ObservedCompletion completion) {
		// there is no tracer to tell
	}

	/**
	 * Scope that only has to be closed.
	 *
	 * @param traceContext the context that is current
	 * @param scope what is closed
	 */
	private record Scope(TraceContext traceContext, TraceContextBridge.Scope scope) implements ObservedRun {

		@Override
		public void failed(Throwable failure) {
			// nobody to tell
		}

		@Override
		public void close() {
			this.scope.close();
		}

	}

}
