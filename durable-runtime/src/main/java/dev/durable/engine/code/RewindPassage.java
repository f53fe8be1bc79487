package dev.durable.engine.code;

import java.util.List;

import org.jspecify.annotations.Nullable;

/**
 * How an execution passes through a rewind: what has happened since the turn to which it
 * was rewound happens again, stage by stage, then what has come meanwhile.
 */
final class RewindPassage {

	private final DecisionLog log;

	private final OpenTasks tasks;

	private final IncidentIntake intake;

	private @Nullable PendingRewind pending;

	private EarlierDecisions earlier = new EarlierDecisions(List.of());

	private boolean passed;

	private int rewinds;

	private int pastRewinds;

	RewindPassage(DecisionLog log, OpenTasks tasks, IncidentIntake intake) {
		this.log = log;
		this.tasks = tasks;
		this.intake = intake;
	}

	/**
	 * There is a rewind to pass through, in the next turn that runs with code.
	 */
	void prepare(Rewinding rewinding) {
		this.pending = new PendingRewind(rewinding);
		this.earlier = new EarlierDecisions(rewinding.earlier());
		this.pastRewinds = rewinding.rewinds();
	}

	/**
	 * Return the rewind that has still to be passed through, or {@code null} if there is
	 * none.
	 */
	@Nullable PendingRewind pending() {
		return this.pending;
	}

	boolean isPending() {
		return this.pending != null;
	}

	/**
	 * A turn begins in which none has been passed through yet.
	 */
	void beginTurn() {
		this.passed = false;
	}

	/**
	 * Let what the code decides be what it had decided before.
	 */
	void keepDecisions() {
		this.log.keep(this.earlier);
	}

	/**
	 * Let more happen again, if that is possible in this turn.
	 * @return whether anything has happened
	 */
	boolean goOn() {
		PendingRewind current = this.pending;
		if (current == null || current.isHeld()) {
			return false;
		}
		Stage stage = current.next();
		if (stage != null) {
			this.rewinds = stage.rewinds();
			this.intake.repeat(stage, this.earlier, current.time());
			this.tasks.forgetEnded();
		}
		else {
			leave(current);
		}
		return true;
	}

	private void leave(PendingRewind over) {
		this.pending = null;
		this.passed = true;
		this.rewinds = this.pastRewinds;
		this.log.keep(null);
		this.intake.endRepetition();
		this.intake.beginTurn(over.time(), over.since());
		over.since().forEach(this.intake::accept);
		this.intake.allAccepted();
	}

	/**
	 * Return whether it has been passed through in this turn.
	 */
	boolean isPassed() {
		return this.passed;
	}

	/**
	 * Return how many rewinds there had been when what happens was the present.
	 */
	int rewinds() {
		return this.rewinds;
	}

}
