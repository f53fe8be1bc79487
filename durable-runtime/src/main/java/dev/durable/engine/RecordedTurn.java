package dev.durable.engine;

import java.util.ArrayList;
import java.util.List;

import dev.durable.history.Decision;
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

}
