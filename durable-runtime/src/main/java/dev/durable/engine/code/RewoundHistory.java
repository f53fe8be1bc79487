package dev.durable.engine.code;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

import dev.durable.history.CallRefused;
import dev.durable.history.CodeAbsent;
import dev.durable.history.Decision;
import dev.durable.history.DecisionKept;
import dev.durable.history.ExecutionResumed;
import dev.durable.history.ExecutionRewound;
import dev.durable.history.ExecutionSuspended;
import dev.durable.history.Incident;
import org.jspecify.annotations.Nullable;

/**
 * A history as it counts after its rewinds. History is only ever appended to: a rewind
 * takes back the turns since the first failure that it withdraws by saying so, and what
 * came in these turns happens again in the turn after it.
 */
public final class RewoundHistory {

	private final List<Step> steps = new ArrayList<>();

	private int rewinds;

	private int lastTask;

	/**
	 * The rewind that no turn with code has followed yet, or -1.
	 */
	private int pending = -1;

	private boolean suspended;

	private RewoundHistory() {
	}

	/**
	 * Find out what counts.
	 * @param turns all recorded turns of a generation, in order
	 * @return the history
	 */
	public static RewoundHistory of(List<HistoryTurn> turns) {
		RewoundHistory history = new RewoundHistory();
		turns.forEach(history::add);
		return history;
	}

	/**
	 * Return what counts: turns to be replayed, and rewinds to be told to the execution
	 * in between.
	 * @return the steps in order
	 */
	public List<Step> steps() {
		return this.steps;
	}

	private void add(HistoryTurn turn) {
		for (Decision decision : turn.decisions()) {
			this.lastTask = Math.max(this.lastTask,
					(decision instanceof CallRefused refused) ? refused.taskId() : EarlierDecisions.taskId(decision));
		}
		if (!turn.incidents().isEmpty() && turn.incidents().get(0) instanceof ExecutionRewound rewound) {
			rewind(turn, Set.copyOf(rewound.tasks()));
			return;
		}
		int begin = (this.pending >= 0) ? this.pending : this.steps.size();
		this.steps.add(new Step(turn, null, begin, this.rewinds));
		if (this.pending >= 0 && !isHeld(turn)) {
			this.pending = -1;
		}
	}

	private boolean isHeld(HistoryTurn turn) {
		for (Incident incident : turn.incidents()) {
			if (incident instanceof ExecutionSuspended) {
				this.suspended = true;
			}
			else if (incident instanceof ExecutionResumed) {
				this.suspended = false;
			}
		}
		return this.suspended || (!turn.incidents().isEmpty() && turn.incidents().get(0) instanceof CodeAbsent);
	}

	private void rewind(HistoryTurn turn, Set<Integer> withdrawn) {
		int cut = cut(withdrawn);
		List<Step> taken = List.copyOf(this.steps.subList(cut, this.steps.size()));
		List<Stage> stages = new ArrayList<>();
		taken.forEach((step) -> step.stages().forEach((stage) -> stages.add(stage.without(withdrawn))));
		Rewinding rewinding = new Rewinding(stages, decisions(taken), this.lastTask, ++this.rewinds);
		this.steps.subList(cut, this.steps.size()).clear();
		this.steps.add(new Step(turn, rewinding, cut, this.rewinds));
		this.pending = cut;
		this.suspended = false;
	}

	/**
	 * Return where the first failure to withdraw came, or the turn that failed.
	 */
	private int cut(Set<Integer> withdrawn) {
		Set<String> retries = retries(decisions(this.steps));
		for (int i = 0; i < this.steps.size(); i++) {
			for (Stage stage : this.steps.get(i).stages()) {
				for (Incident incident : stage.incidents()) {
					if (withdrawn.contains(TaskOutcomes.failedTask(incident, stage, retries))) {
						return this.steps.get(i).begin();
					}
				}
			}
		}
		return this.steps.get(this.steps.size() - 1).begin();
	}

	/**
	 * Return what became of the tasks that count.
	 * @return the outcomes
	 */
	public TaskOutcomes outcomes() {
		List<Decision> decisions = decisions(this.steps);
		List<Stage> stages = new ArrayList<>();
		Map<Integer, Integer> turns = new HashMap<>();
		for (Step step : this.steps) {
			stages.addAll(step.stages());
			if (step.rewinding == null) {
				step.turn.decisions().forEach((decision) -> turns.putIfAbsent(task(decision), step.turn.number()));
			}
		}
		return new TaskOutcomes(decisions, stages, retries(decisions), turns);
	}

	private static int task(Decision decision) {
		return (decision instanceof DecisionKept kept) ? kept.taskId() : EarlierDecisions.taskId(decision);
	}

	/**
	 * Return what was decided in some steps, those decisions included that stand since a
	 * rewind.
	 */
	private static List<Decision> decisions(List<Step> steps) {
		List<Decision> decisions = new ArrayList<>();
		EarlierDecisions earlier = new EarlierDecisions(List.of());
		for (Step step : steps) {
			if (step.rewinding != null) {
				earlier = new EarlierDecisions(step.rewinding.earlier());
				continue;
			}
			for (Decision decision : step.turn.decisions()) {
				Decision kept = (decision instanceof DecisionKept again) ? earlier.take(again.taskId()) : decision;
				if (kept != null) {
					decisions.add(kept);
				}
			}
		}
		return decisions;
	}

	private static Set<String> retries(List<Decision> decisions) {
		Set<String> retries = new HashSet<>();
		decisions.forEach((decision) -> TaskOutcomes.addRetry(decision, retries));
		return retries;
	}

	/**
	 * A turn to be replayed, or a rewind.
	 */
	public static final class Step {

		private final HistoryTurn turn;

		private final @Nullable Rewinding rewinding;

		private final int begin;

		private final int rewinds;

		private Step(HistoryTurn turn, @Nullable Rewinding rewinding, int begin, int rewinds) {
			this.turn = turn;
			this.rewinding = rewinding;
			this.begin = begin;
			this.rewinds = rewinds;
		}

		/**
		 * Take an execution through this.
		 * @param execution the execution
		 * @return how many events that were
		 */
		public int replay(Execution execution) {
			if (this.rewinding != null) {
				execution.rewind(this.rewinding);
			}
			else {
				execution.replay(this.turn.number(), this.turn.time(), this.turn.incidents(), this.turn.decisions());
			}
			return this.turn.incidents().size() + this.turn.decisions().size();
		}

		/**
		 * Return the number of the turn.
		 * @return the number
		 */
		public int number() {
			return this.turn.number();
		}

		/**
		 * Return the first step that goes with this one: a turn right after a rewind
		 * cannot be taken back without it.
		 */
		private int begin() {
			return this.begin;
		}

		private List<Stage> stages() {
			return (this.rewinding != null) ? this.rewinding.stages() : List
				.of(new Stage(this.turn.number(), this.turn.time(), this.rewinds, this.turn.incidents(), Set.of()));
		}

	}

}
