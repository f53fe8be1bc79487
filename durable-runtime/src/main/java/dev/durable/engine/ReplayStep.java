package dev.durable.engine;

import java.util.List;
import java.util.function.Consumer;

import dev.durable.engine.code.Execution;
import dev.durable.engine.code.RewoundHistory;
import dev.durable.store.TurnRow;

/**
 * Something that an execution is taken through in a replay.
 *
 * @param turn the number of the turn
 * @param action takes an execution through it
 */
record ReplayStep(int turn, Consumer<Execution> action) {

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
		});
	}

	void replay(Execution execution) {
		this.action.accept(execution);
	}

}
