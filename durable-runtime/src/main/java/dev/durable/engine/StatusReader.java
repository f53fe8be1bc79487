package dev.durable.engine;

import dev.durable.OrchestrationStatus;
import dev.durable.history.ExecutionCompleted;
import dev.durable.history.ExecutionStarted;
import dev.durable.history.HistoryCodec;
import dev.durable.history.HistoryEvent;
import dev.durable.serialization.DataConverter;
import dev.durable.store.InstanceSummary;

/**
 * Makes the status of an instance of what the store has of it.
 */
final class StatusReader {

	private StatusReader() {
	}

	static OrchestrationStatus read(InstanceSummary summary, DataConverter converter) {
		ExecutionStarted started = null;
		if (summary.firstEvents() != null) {
			for (HistoryEvent event : HistoryCodec.decode(summary.firstEvents())) {
				if (event instanceof ExecutionStarted start) {
					started = start;
				}
			}
		}
		ExecutionCompleted ending = null;
		if (summary.lastEvents() != null) {
			for (HistoryEvent event : HistoryCodec.decode(summary.lastEvents())) {
				if (event instanceof ExecutionCompleted completed) {
					ending = completed;
				}
			}
		}
		return new InstanceStatus(summary.row(), summary.lastUpdatedAt(), started, ending, converter);
	}

}
