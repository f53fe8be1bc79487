package dev.durable.engine.code;

import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

import dev.durable.history.CodeAbsent;
import dev.durable.history.EventRaised;
import dev.durable.history.ExecutionResumed;
import dev.durable.history.ExecutionSuspended;
import dev.durable.history.Incident;
import org.jspecify.annotations.Nullable;

/**
 * A rewind that the code has not gone through yet: what happens again, and after that
 * what has come since. It waits for a turn with code in which the instance is not
 * suspended.
 */
final class PendingRewind {

	private final Deque<Stage> stages;

	private final List<Incident> since = new ArrayList<>();

	private Instant time = Instant.EPOCH;

	private boolean suspended;

	private boolean codeAbsent = true;

	PendingRewind(Rewinding rewinding) {
		this.stages = new ArrayDeque<>(rewinding.stages());
	}

	void beginTurn(Instant time, List<? extends Incident> incidents) {
		this.time = time;
		this.codeAbsent = !incidents.isEmpty() && incidents.get(0) instanceof CodeAbsent;
	}

	void accept(Incident incident) {
		if (incident instanceof ExecutionSuspended) {
			this.suspended = true;
		}
		else if (incident instanceof ExecutionResumed) {
			this.suspended = false;
		}
		else if (!(incident instanceof CodeAbsent)) {
			this.since.add(incident);
		}
	}

	boolean isSuspended() {
		return this.suspended;
	}

	boolean isHeld() {
		return this.suspended || this.codeAbsent;
	}

	/**
	 * Return what happens again next, or {@code null} if that is over.
	 */
	@Nullable Stage next() {
		return this.stages.poll();
	}

	/**
	 * Return the time of the turn that the code goes through this in.
	 */
	Instant time() {
		return this.time;
	}

	/**
	 * Return what has come since the rewind.
	 */
	List<Incident> since() {
		return this.since;
	}

	/**
	 * Return the events that the code has not had yet, in the order in which they came.
	 */
	List<EventRaised> events() {
		List<EventRaised> events = new ArrayList<>();
		List<Incident> all = new ArrayList<>();
		this.stages.forEach((stage) -> all.addAll(stage.incidents()));
		all.addAll(this.since);
		all.forEach((incident) -> {
			if (incident instanceof EventRaised raised) {
				events.add(raised);
			}
		});
		return events;
	}

}
