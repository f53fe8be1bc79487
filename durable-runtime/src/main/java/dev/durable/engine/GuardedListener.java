package dev.durable.engine;

import java.time.Duration;

import dev.durable.RuntimeStatus;
import dev.durable.observation.EngineListener;

/**
 * {@link EngineListener} that does not fail.
 */
final class GuardedListener implements EngineListener {

	private final EngineListener listener;

	private final ObserverGuard guard;

	GuardedListener(EngineListener listener, ObserverGuard guard) {
		this.listener = listener;
		this.guard = guard;
	}

	@Override
	public void started(String orchestrator) {
		this.guard.tell(() -> this.listener.started(orchestrator));
	}

	@Override
	public void finished(String orchestrator, RuntimeStatus outcome, Duration duration) {
		this.guard.tell(() -> this.listener.finished(orchestrator, outcome, duration));
	}

	@Override
	public void turnRan(String orchestrator, Duration duration) {
		this.guard.tell(() -> this.listener.turnRan(orchestrator, duration));
	}

	@Override
	public void activityRan(String activity, boolean completed, Duration duration) {
		this.guard.tell(() -> this.listener.activityRan(activity, completed, duration));
	}

	@Override
	public void committed(int instances, Duration duration) {
		this.guard.tell(() -> this.listener.committed(instances, duration));
	}

	@Override
	public void replayed(String orchestrator, int events) {
		this.guard.tell(() -> this.listener.replayed(orchestrator, events));
	}

	@Override
	public void delivered(Duration lag) {
		this.guard.tell(() -> this.listener.delivered(lag));
	}

	@Override
	public void claimed(int instances, Duration duration) {
		this.guard.tell(() -> this.listener.claimed(instances, duration));
	}

	@Override
	public void fenced() {
		this.guard.tell(this.listener::fenced);
	}

}
