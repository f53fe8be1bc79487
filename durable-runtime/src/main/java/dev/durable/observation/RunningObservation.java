package dev.durable.observation;

import io.micrometer.observation.Observation;
import org.jspecify.annotations.Nullable;

/**
 * {@link ObservedScope} of an observation, from its start to its stop.
 */
final class RunningObservation implements ObservedScope {

	private final Observation observation;

	private final Observation.Scope scope;

	private TraceContextBridge.@Nullable Scope inner;

	@SuppressWarnings("MustBeClosedChecker")
	RunningObservation(Observation observation) {
		this.observation = observation.start();
		this.scope = this.observation.openScope();
	}

	/**
	 * Close a scope that was opened within this one before this one.
	 */
	void within(TraceContextBridge.Scope inner) {
		this.inner = inner;
	}

	@Override
	public void failed(Throwable failure) {
		this.observation.error(failure);
	}

	@Override
	public void close() {
		if (this.inner != null) {
			this.inner.close();
		}
		this.scope.close();
		this.observation.stop();
	}

}
