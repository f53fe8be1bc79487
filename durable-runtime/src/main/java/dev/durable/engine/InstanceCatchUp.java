package dev.durable.engine;

import java.util.List;

import dev.durable.engine.code.OpenActivity;
import dev.durable.history.ExecutionSuspended;
import dev.durable.store.InstanceRow;

/**
 * Takes an instance that comes into memory through its history, to where it goes live.
 */
final class InstanceCatchUp {

	private final InstanceRow row;

	private final InstanceRun run;

	private final InstanceLifecycle lifecycle;

	private final TurnEffects effects;

	InstanceCatchUp(InstanceRow row, InstanceRun run, InstanceLifecycle lifecycle, TurnEffects effects) {
		this.row = row;
		this.run = run;
		this.lifecycle = lifecycle;
		this.effects = effects;
	}

	/**
	 * Replay turns until the code has something to do, or the instance is live.
	 * @return whether the code goes on
	 */
	boolean replayNext() {
		HistoryReplay.Progress reached = this.run.replayNext();
		if (reached == HistoryReplay.Progress.CODE_GOES_ON) {
			return true;
		}
		if (reached == HistoryReplay.Progress.CODE_DIFFERS) {
			suspend(this.run.followWithoutCode());
		}
		goLive();
		return false;
	}

	/**
	 * Run none of the code and activities, and have the instance suspended if it is not.
	 * To be called before anything is replayed.
	 */
	void suspendWithoutCode(String reason) {
		this.run.hold();
		suspend(reason);
	}

	private void suspend(String reason) {
		if (this.run.execution().isSuspended()) {
			return;
		}
		InstanceAccidents.suspended(this.row, reason);
		this.lifecycle.mailbox().addFirst(Delivery.internal(new ExecutionSuspended(reason), Delivery.ANY_GENERATION));
	}

	private void goLive() {
		List<OpenActivity> activities = this.lifecycle.goLive();
		this.effects.startActivities(activities, this.run.progress().generation(), false);
	}

}
