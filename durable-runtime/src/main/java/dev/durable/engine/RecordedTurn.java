package dev.durable.engine;

import java.util.ArrayList;
import java.util.List;

import dev.durable.engine.code.HistoryTurn;
import dev.durable.history.Decision;
import dev.durable.history.ExecutionRewound;
import dev.durable.history.HistoryCodec;
import dev.durable.history.HistoryEvent;
import dev.durable.history.Incident;
import dev.durable.store.TurnRow;

/**
 * What a row of history says.
 *
 * @param incidents what the turn consumed
 * @param decisions what it decided
 */
record RecordedTurn(List<Incident> incidents, List<Decision> decisions) {

	private static final String REWIND = "[{\"type\":\"" + ExecutionRewound.class.getSimpleName() + "\"";

	static RecordedTurn of(TurnRow row) {
		List<Incident> incidents = new ArrayList<>();
		List<Decision> decisions = new ArrayList<>();
		for (HistoryEvent event : HistoryCodec.decode(row.events())) {
			if (event instanceof Incident incident) {
				incidents.add(incident);
			}
			else if (event instanceof Decision decision) {
				decisions.add(decision);
			}
		}
		return new RecordedTurn(incidents, decisions);
	}

	/**
	 * Return whether a row is that of a rewind, which stands first and alone in its turn.
	 */
	static boolean isRewind(TurnRow row) {
		return row.events().startsWith(REWIND);
	}

	static HistoryTurn turnOf(TurnRow row) {
		RecordedTurn recorded = of(row);
		return new HistoryTurn(row.turn(), row.recordedAt(), recorded.incidents, recorded.decisions);
	}

}
