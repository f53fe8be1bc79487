package dev.durable.observation;

import dev.durable.TraceContext;

/**
 * {@link ObservedRun} of an activity whose trace context hides that of the orchestrator.
 *
 * @param hidden hides what was current before
 * @param observation observes the attempt
 * @param traceContext the context that the attempt runs in
 * @param current makes it that of the thread
 */
record RunningActivity(TraceContextBridge.Scope hidden, ObservedScope observation, TraceContext traceContext,
		TraceContextBridge.Scope current) implements ObservedRun {

	@Override
	public void failed(Throwable failure) {
		this.observation.failed(failure);
	}

	@Override
	public void close() {
		this.current.close();
		this.observation.close();
		this.hidden.close();
	}

}
