package dev.durable.engine;

import dev.durable.engine.code.OpenActivity;
import dev.durable.history.Incident;

/**
 * An attempt for an instance in this node's memory: the outcome becomes part of the
 * instance's next turn.
 */
final class OwnAttempt implements ActivityAttempt {

	private final LiveInstance instance;

	private final ActivityCall call;

	private final boolean awaited;

	/**
	 * Create an attempt.
	 * @param awaited whether the code waits for it and for nothing else
	 */
	OwnAttempt(LiveInstance instance, OpenActivity activity, int generation, boolean awaited) {
		this.instance = instance;
		this.awaited = awaited;
		this.call = ActivityCall.of(instance.row(), generation, activity,
				instance.traceOf(generation, activity.taskId()));
	}

	@Override
	public ActivityCall call() {
		return this.call;
	}

	@Override
	public boolean runWhereAwaited(Runnable run) {
		return this.awaited && this.instance.lend(this.call.generation(), run);
	}

	@Override
	public boolean begin() {
		return !this.instance.isGone() && this.instance.generation() == this.call.generation();
	}

	@Override
	public void lost() {
		this.instance.dropAndReloadLater();
	}

	@Override
	public void finished(Incident outcome) {
		this.instance.post(Delivery.internal(outcome, this.call.generation()));
	}

}
