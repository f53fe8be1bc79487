package dev.durable.engine.code;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

import dev.durable.history.CallRefused;
import dev.durable.history.ContinuedAsNew;
import dev.durable.history.Decision;
import dev.durable.history.DecisionKept;
import dev.durable.history.ExecutionCompleted;
import dev.durable.history.SubOrchestrationCreated;
import dev.durable.history.TaskRetryScheduled;
import dev.durable.history.TaskScheduled;
import dev.durable.history.TimerCreated;
import org.jspecify.annotations.Nullable;

/**
 * The decisions of the current turn: written down when it runs for the first time,
 * compared one by one with those in history when it is replayed.
 */
final class DecisionLog {

	private List<Decision> decisions = new ArrayList<>();

	private boolean replaying;

	private int position;

	private int turn;

	private @Nullable EarlierDecisions earlier;

	/**
	 * Begin a turn that runs for the first time.
	 */
	void record(int turn) {
		this.turn = turn;
		this.replaying = false;
		this.decisions = new ArrayList<>(4);
	}

	/**
	 * Begin a turn that has run before.
	 */
	void replay(int turn, List<Decision> recorded) {
		this.turn = turn;
		this.replaying = true;
		this.decisions = recorded;
		this.position = 0;
	}

	/**
	 * Let decisions from before a rewind stand if they are taken again, or no longer.
	 */
	void keep(@Nullable EarlierDecisions earlier) {
		this.earlier = earlier;
	}

	/**
	 * Return the task of a decision from before a rewind that is being taken again.
	 * @param same whether a decision is the same as the one that is being taken
	 * @return the number of the task, or 0 if this is a new decision
	 */
	int keptTask(Predicate<Decision> same) {
		if (this.earlier == null) {
			return 0;
		}
		if (this.replaying) {
			return (next() instanceof DecisionKept kept) ? kept.taskId() : 0;
		}
		return this.earlier.find(same);
	}

	boolean isKept(int taskId) {
		return this.earlier != null && this.earlier.contains(taskId);
	}

	boolean isReplaying() {
		return this.replaying;
	}

	List<Decision> decisions() {
		return this.decisions;
	}

	/**
	 * Hand over attempts that were scheduled in a turn that runs for the first time.
	 * @param choice decides which
	 */
	void handOver(Predicate<Decision> choice) {
		this.decisions.replaceAll((decision) -> choice.test(decision) ? handedOver(decision) : decision);
	}

	private static Decision handedOver(Decision decision) {
		if (decision instanceof TaskScheduled scheduled) {
			return new TaskScheduled(scheduled.taskId(), scheduled.name(), scheduled.input(), true);
		}
		if (decision instanceof TaskRetryScheduled retry) {
			return new TaskRetryScheduled(retry.taskId(), retry.attempt(), retry.dueAt(), true);
		}
		return decision;
	}

	/**
	 * Take a decision.
	 * @return the decision to act on: on replay the one in history
	 * @throws NonDeterminism if history has another one
	 */
	Decision decide(Decision decision) {
		if (!this.replaying) {
			Decision kept = kept(EarlierDecisions.taskId(decision));
			this.decisions.add((kept != null) ? new DecisionKept(EarlierDecisions.taskId(decision)) : decision);
			return (kept != null) ? kept : decision;
		}
		Decision recorded = (next() instanceof DecisionKept again) ? kept(again.taskId()) : next();
		boolean refusal = recorded instanceof CallRefused && taskId(recorded) == taskId(decision);
		if (recorded == null || !(refusal || isSame(recorded, decision))) {
			throw new NonDeterminism(mismatch(recorded, decision));
		}
		this.position++;
		return recorded;
	}

	private @Nullable Decision kept(int taskId) {
		return (this.earlier != null) ? this.earlier.take(taskId) : null;
	}

	/**
	 * Return the recorded retry of a failed attempt, if the failure was not final.
	 * History decides, whatever the retry policy says today.
	 */
	Optional<TaskRetryScheduled> recordedRetry(int taskId, int attempt) {
		if (next() instanceof TaskRetryScheduled retry && retry.taskId() == taskId && retry.attempt() == attempt + 1) {
			this.position++;
			return Optional.of(retry);
		}
		return Optional.empty();
	}

	/**
	 * Return the recorded refusal of a call that otherwise leaves no decision.
	 */
	Optional<CallRefused> recordedRefusal(int number) {
		if (this.replaying && next() instanceof CallRefused refused && refused.taskId() == number) {
			this.position++;
			return Optional.of(refused);
		}
		return Optional.empty();
	}

	/**
	 * Return what is wrong if the code has stopped before history has.
	 */
	Optional<String> missingDecision() {
		return (this.replaying && this.position < this.decisions.size())
				? Optional.of(mismatch(this.decisions.get(this.position), null)) : Optional.empty();
	}

	private @Nullable Decision next() {
		return (this.position < this.decisions.size()) ? this.decisions.get(this.position) : null;
	}

	private String mismatch(@Nullable Decision recorded, @Nullable Decision actual) {
		return new CodeDifference(this.turn, this.position + 1, describe(recorded), describe(actual)).text();
	}

	private static boolean isSame(Decision recorded, Decision actual) {
		if (recorded.getClass() != actual.getClass()) {
			return false;
		}
		if (recorded instanceof TaskScheduled left && actual instanceof TaskScheduled right) {
			return left.taskId() == right.taskId() && left.name().equals(right.name());
		}
		if (recorded instanceof SubOrchestrationCreated left && actual instanceof SubOrchestrationCreated right) {
			return left.taskId() == right.taskId() && left.name().equals(right.name())
					&& left.instanceId().equals(right.instanceId());
		}
		return taskId(recorded) == taskId(actual);
	}

	private static int taskId(Decision decision) {
		return (decision instanceof CallRefused refused) ? refused.taskId() : EarlierDecisions.taskId(decision);
	}

	private static String describe(@Nullable Decision decision) {
		if (decision == null) {
			return "nothing (the code waits)";
		}
		if (decision instanceof TaskScheduled scheduled) {
			return "activity '" + scheduled.name() + "' scheduled as task #" + scheduled.taskId();
		}
		if (decision instanceof SubOrchestrationCreated created) {
			return "sub-orchestration '" + created.name() + "' with id '" + created.instanceId() + "' started as task #"
					+ created.taskId();
		}
		if (decision instanceof TimerCreated created) {
			return "timer set as task #" + created.taskId();
		}
		if (decision instanceof TaskRetryScheduled retry) {
			return "attempt " + retry.attempt() + " of task #" + retry.taskId() + " scheduled";
		}
		if (decision instanceof CallRefused refused) {
			return (refused.taskId() > 0) ? "call refused as task #" + refused.taskId()
					: "custom status or next input refused";
		}
		if (decision instanceof ContinuedAsNew) {
			return "continued as new";
		}
		if (decision instanceof DecisionKept kept) {
			return "task #" + kept.taskId() + " kept after a rewind";
		}
		return (decision instanceof ExecutionCompleted completed) ? "ended as " + completed.status().displayName()
				: decision.toString();
	}

}
