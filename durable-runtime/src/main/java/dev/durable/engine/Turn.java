package dev.durable.engine;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

import dev.durable.history.CodeAbsent;
import dev.durable.history.Decision;
import dev.durable.history.HistoryEvent;
import dev.durable.history.Incident;
import dev.durable.observation.EngineListener;
import org.jspecify.annotations.Nullable;

/**
 * A turn under way: what it consumes and, once it has run, what it decided.
 *
 * @param number the number of the turn
 * @param time its time
 * @param deliveries what it consumes
 */
record Turn(int number, Instant time, List<Delivery> deliveries) {

	/**
	 * Return how many of its deliveries have come from somewhere. That there is no code
	 * here is what the node says to itself.
	 */
	int arrivals() {
		boolean codeAbsent = !this.deliveries.isEmpty() && this.deliveries.get(0).incident() instanceof CodeAbsent;
		return this.deliveries.size() - (codeAbsent ? 1 : 0);
	}

	List<Incident> incidents() {
		List<Incident> incidents = new ArrayList<>(this.deliveries.size());
		for (Delivery delivery : this.deliveries) {
			if (delivery.incident() != null) {
				incidents.add(delivery.incident());
			}
		}
		return incidents;
	}

	List<HistoryEvent> events(List<Decision> decisions) {
		List<HistoryEvent> events = new ArrayList<>(this.deliveries.size() + decisions.size());
		events.addAll(incidents());
		events.addAll(decisions);
		return events;
	}

	List<Long> consumedMessages() {
		List<Long> ids = new ArrayList<>(this.deliveries.size());
		for (Delivery delivery : this.deliveries) {
			if (delivery.messageId() != 0) {
				ids.add(delivery.messageId());
			}
		}
		return ids;
	}

	/**
	 * Tell of the messages that this has consumed, now that it is durable.
	 */
	void tellDelivered(EngineListener listener) {
		for (Delivery delivery : this.deliveries) {
			if (delivery.arrivedAt() != null) {
				listener.delivered(Duration.between(delivery.arrivedAt(), this.time));
			}
		}
	}

	/**
	 * Return where the turn goes when it has run, or {@code null} if the committer
	 * commits it.
	 */
	@Nullable CommitSlot slot() {
		for (Delivery delivery : this.deliveries) {
			if (delivery.slot() != null) {
				return delivery.slot();
			}
		}
		return null;
	}

	void acknowledgeUnknown(RuntimeException failure) {
		this.deliveries.forEach((delivery) -> delivery.acknowledgeUnknown(failure));
	}

	void acknowledge(boolean delivered) {
		this.deliveries.forEach((delivery) -> delivery.acknowledge(delivered));
	}

}
