package dev.durable.engine.why;

import java.time.Instant;

import dev.durable.FailureDetails;
import org.jspecify.annotations.Nullable;

/**
 * What history says of a task.
 *
 * @param kind what it is
 * @param taskId its number
 * @param name the activity or orchestrator, empty for a timer
 * @param version the version of the child, empty if it has none
 * @param childInstanceId the id of the child, empty if it is none
 * @param since when it was scheduled; for an activity, its last attempt
 * @param dueAt when it is due, or {@code null} for at once
 * @param attempt the attempt, from 1
 * @param handedOver whether any node may run it
 * @param lastFailure how the last attempt that ended has failed, or {@code null}
 * @param open whether it has no outcome yet
 */
record RecordedTask(Kind kind, int taskId, String name, String version, String childInstanceId, Instant since,
		@Nullable Instant dueAt, int attempt, boolean handedOver, @Nullable FailureDetails lastFailure, boolean open) {

	static RecordedTask activity(int taskId, String name, Instant since, boolean handedOver) {
		return new RecordedTask(Kind.ACTIVITY, taskId, name, "", "", since, null, 1, handedOver, null, true);
	}

	static RecordedTask child(int taskId, String name, String version, String instanceId, Instant since) {
		return new RecordedTask(Kind.CHILD, taskId, name, version, instanceId, since, null, 1, false, null, true);
	}

	static RecordedTask timer(int taskId, Instant since, Instant fireAt) {
		return new RecordedTask(Kind.TIMER, taskId, "", "", "", since, fireAt, 1, false, null, true);
	}

	RecordedTask retry(int nextAttempt, Instant now, Instant due, boolean toAnyNode) {
		return new RecordedTask(this.kind, this.taskId, this.name, this.version, this.childInstanceId, now, due,
				nextAttempt, toAnyNode, this.lastFailure, true);
	}

	RecordedTask ended(@Nullable FailureDetails failure) {
		return new RecordedTask(this.kind, this.taskId, this.name, this.version, this.childInstanceId, this.since,
				this.dueAt, this.attempt, this.handedOver, failure, false);
	}

	/**
	 * Return this task after a rewind that withdraws its failure.
	 */
	RecordedTask reopened() {
		return new RecordedTask(this.kind, this.taskId, this.name, this.version, this.childInstanceId, this.since,
				this.dueAt, this.attempt, false, this.lastFailure, true);
	}

	/**
	 * What a task is.
	 */
	enum Kind {

		ACTIVITY, CHILD, TIMER

	}

}
