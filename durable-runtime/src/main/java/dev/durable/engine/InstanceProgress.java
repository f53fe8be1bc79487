package dev.durable.engine;

import java.time.Instant;
import java.util.List;

import dev.durable.RuntimeStatus;
import dev.durable.store.InstanceCommit;
import dev.durable.store.InstanceRow;
import dev.durable.store.TurnRow;
import org.jspecify.annotations.Nullable;

/**
 * How far an instance is known to be recorded: its last durable turn and its status in
 * the store. Changed under the lock of its instance.
 */
final class InstanceProgress {

	private volatile int generation;

	private int lastTurn;

	private Instant lastTime;

	private RuntimeStatus status;

	InstanceProgress(InstanceRow row) {
		this.generation = row.generation();
		this.lastTime = row.createdAt();
		this.status = row.status();
	}

	int generation() {
		return this.generation;
	}

	RuntimeStatus status() {
		return this.status;
	}

	/**
	 * Return when the last turn was.
	 */
	Instant lastTime() {
		return this.lastTime;
	}

	/**
	 * Return the row that the store has when the instance has finished.
	 * @param loaded the row as it was loaded or created
	 */
	InstanceRow finished(InstanceRow loaded, @Nullable String customStatus) {
		return new InstanceRow(loaded.id(), loaded.taskHub(), loaded.instanceId(), loaded.name(), loaded.version(),
				this.generation, this.status, loaded.createdAt(), this.lastTime, null, null, loaded.startAt(),
				customStatus, loaded.parent(), loaded.parentInstanceId(), loaded.trace(), loaded.tags(),
				loaded.rewinds(), loaded.rewoundAt());
	}

	boolean isFinished() {
		return this.status.isFinished();
	}

	/**
	 * Describe the turn after the last one; time never goes back.
	 */
	Turn nextTurn(Instant now, List<Delivery> deliveries) {
		return new Turn(this.lastTurn + 1, now.isAfter(this.lastTime) ? now : this.lastTime, deliveries);
	}

	/**
	 * A recorded turn is the last one now, maybe of a new generation.
	 */
	void reached(TurnRow row) {
		this.generation = row.generation();
		this.lastTurn = row.turn();
		this.lastTime = row.recordedAt();
	}

	void committed(Turn turn, InstanceCommit commit) {
		this.lastTurn = turn.number();
		this.lastTime = turn.time();
		this.status = (commit.change() != null) ? commit.change().status() : this.status;
	}

	/**
	 * Return whether the store has exactly this, by its answer about the last turn.
	 */
	boolean isAt(long recorded) {
		return recorded == UnknownOutcome.position(this.generation, this.lastTurn);
	}

}
