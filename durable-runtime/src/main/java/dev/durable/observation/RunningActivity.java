package dev.durable.observation;

import dev.durable.TraceContext;

/**
 * {@link ObservedRun} of an activity whose trace context hides that of the orchestrator.
 *
 * @param scopes all that was opened for it on the thread
 * @param observation observes the attempt
 * @param traceContext the context that the attempt runs in
 */
record RunningActivity(ScopeStack scopes, ObservedScope observation, TraceContext traceContext) implements ObservedRun {

	@Override
	public void failed(Throwable failure) {
		this.observation.failed(failure);
	}

	@Override
	public void close() {
		this.scopes.close();
	}

}
