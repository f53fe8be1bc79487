package dev.durable.engine;

import java.util.List;
import java.util.function.ToIntFunction;

import dev.durable.engine.code.Execution;
import dev.durable.engine.code.RewoundHistory;
import dev.durable.store.TurnRow;

/**
 * Something that an execution is taken through in a replay.
 *
 * @param turn the number of the turn
 * @param action takes an execution through it and returns how many events that were
 */
record ReplayStep(int turn, ToIntFunction<Execution> action) {

	/**
	 * Return the steps of a history. Only one with rewinds has to be read as a whole
	 * first.
	 */
	static List<ReplayStep> of(List<TurnRow> turns) {
		if (turns.stream().noneMatch(RecordedTurn::isRewind)) {
			return turns.stream().map(ReplayStep::of).toList();
		}
		return RewoundHistory.of(turns.stream().map(RecordedTurn::turnOf).toList())
			.steps()
			.stream()
			.map((step) -> new ReplayStep(step.number(), step::replay))
			.toList();
	}

	private static ReplayStep of(TurnRow row) {
		return new ReplayStep(row.turn(), (execution) -> {
			RecordedTurn recorded = RecordedTurn.of(row);
			execution.replay(row.turn(), row.recordedAt(), recorded.incidents(), recorded.decisions());
			return recorded.incidents().size() + recorded.decisions().size();
		});
	}

	/**
	 * Take an execution through it.
	 * @return how many events that were
	 */
	int replay(Execution execution) {
		return this.action.applyAsInt(execution);
	}

}
