package dev.durable.engine;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;

import dev.durable.engine.code.Execution;
import dev.durable.store.TurnRow;
import org.jspecify.annotations.Nullable;

/**
 * Takes an execution through the recorded turns of its instance, until its code has
 * something to do that is not in history. The same events come in the same turns as they
 * did the first time.
 */
final class HistoryReplay {

	private final Deque<ReplayStep> next;

	private final List<ReplayStep> all;

	private final @Nullable TurnRow last;

	private int events;

	HistoryReplay(List<TurnRow> turns) {
		this.all = ReplayStep.of(turns);
		this.next = new ArrayDeque<>(this.all);
		this.last = turns.isEmpty() ? null : turns.get(turns.size() - 1);
	}

	/**
	 * Replay turns until the code can go on in one of them, or none is left, or the code
	 * does not fit them.
	 */
	Progress advance(Execution execution) {
		Optional<String> difference = execution.nonDeterminism();
		while (difference.isEmpty()) {
			ReplayStep step = this.next.poll();
			if (step == null) {
				return Progress.CAUGHT_UP;
			}
			replay(step, execution);
			if (step.turn() > 0 && execution.wantsCode()) {
				return Progress.CODE_GOES_ON;
			}
			difference = execution.nonDeterminism();
		}
		return Progress.CODE_DIFFERS;
	}

	/**
	 * Take an execution through all turns from the first on, without running code.
	 */
	void follow(Execution withoutCode) {
		this.next.clear();
		this.events = 0;
		this.all.forEach((step) -> replay(step, withoutCode));
	}

	private void replay(ReplayStep step, Execution execution) {
		int replayed = step.replay(execution);
		// a start has only its input there: nothing has been done that is done again
		this.events += (step.turn() > 0) ? replayed : 0;
	}

	/**
	 * Return how many events were replayed, not counting those of the start.
	 */
	int events() {
		return this.events;
	}

	/**
	 * Return the last recorded turn.
	 */
	@Nullable TurnRow last() {
		return this.last;
	}

	/**
	 * How far a replay has come.
	 */
	enum Progress {

		/**
		 * The code has to run before the next turn.
		 */
		CODE_GOES_ON,

		/**
		 * All of history has been replayed.
		 */
		CAUGHT_UP,

		/**
		 * The code does not do what history says.
		 */
		CODE_DIFFERS

	}

}
