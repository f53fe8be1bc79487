package dev.durable.engine;

import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Deque;
import java.util.List;

import dev.durable.history.EventRaised;
import dev.durable.history.ExecutionResumed;
import dev.durable.history.ExecutionSuspended;
import dev.durable.history.ExecutionTerminated;
import dev.durable.history.HistoryCodec;
import dev.durable.history.Incident;
import dev.durable.history.SubOrchestrationCompleted;
import dev.durable.history.SubOrchestrationFailed;
import dev.durable.history.TaskCompleted;
import dev.durable.history.TaskFailed;
import dev.durable.store.InboxMessage;
import dev.durable.store.Message;
import org.jspecify.annotations.Nullable;

/**
 * What waits in memory for an instance's next turn. Messages from the store come in the
 * order of their numbers; one that was read twice is taken once.
 */
final class Inbox {

	private static final int MAX_DELIVERIES = 500;

	private static final long MAX_SIZE = 1024 * 1024;

	private final Deque<Delivery> deliveries = new ArrayDeque<>();

	private long lastMessage;

	void add(Delivery delivery) {
		this.deliveries.add(delivery);
	}

	void addFirst(Delivery delivery) {
		this.deliveries.addFirst(delivery);
	}

	void addAll(Collection<InboxMessage> messages) {
		for (InboxMessage message : messages) {
			if (message.id() > this.lastMessage) {
				this.lastMessage = message.id();
				this.deliveries.add(delivery(message));
			}
		}
	}

	boolean isEmpty() {
		return this.deliveries.isEmpty();
	}

	int size() {
		return this.deliveries.size();
	}

	/**
	 * Take what goes into one turn of a generation. What goes into a turn that an
	 * activity commits is alone in it.
	 * @param taken gets it, so that it is known even if this fails halfway
	 */
	void take(int generation, List<Delivery> taken) {
		long size = 0;
		while (!this.deliveries.isEmpty() && taken.size() < MAX_DELIVERIES && size < MAX_SIZE) {
			if (this.deliveries.element().slot() != null && !taken.isEmpty()) {
				break;
			}
			Delivery next = this.deliveries.element().forGeneration(generation);
			size += size(next.incident());
			if (next.isNothing()) {
				next.acknowledge(false);
			}
			else if (next.slot() == null || next.slot().begin()) {
				taken.add(next);
			}
			this.deliveries.remove();
			if (next.slot() != null && !taken.isEmpty()) {
				break;
			}
		}
	}

	/**
	 * Take back what no turn has taken yet.
	 * @return whether it was still here
	 */
	boolean remove(Delivery delivery) {
		return this.deliveries.removeIf((waiting) -> waiting == delivery);
	}

	/**
	 * Tell all senders that what they sent is not going to be consumed from here.
	 */
	void refuseAll() {
		this.deliveries.forEach((delivery) -> delivery.acknowledge(false));
		this.deliveries.clear();
	}

	private static long size(@Nullable Incident incident) {
		String payload = null;
		if (incident instanceof EventRaised raised) {
			payload = raised.payload();
		}
		else if (incident instanceof TaskCompleted completed) {
			payload = completed.result();
		}
		else if (incident instanceof SubOrchestrationCompleted completed) {
			payload = completed.result();
		}
		return (payload != null) ? payload.length() : 0;
	}

	private static Delivery delivery(InboxMessage received) {
		Message message = received.message();
		String payload = message.payload();
		return switch (message.kind()) {
			case EVENT -> forAny(received, new EventRaised(message.name(), payload, message.trace()));
			case TERMINATE -> forAny(received, new ExecutionTerminated(payload));
			case TERMINATE_TREE -> forAny(received, new ExecutionTerminated(payload, true));
			case SUSPEND -> forAny(received, new ExecutionSuspended(payload));
			case RESUME -> forAny(received, new ExecutionResumed(payload));
			case ACTIVITY_COMPLETED ->
				forOne(received, new TaskCompleted(message.taskId(), message.attempt(), payload));
			case ACTIVITY_FAILED -> forOne(received, new TaskFailed(message.taskId(), message.attempt(),
					HistoryCodec.decodeFailure(String.valueOf(payload))));
			case CHILD_COMPLETED -> forOne(received, new SubOrchestrationCompleted(message.taskId(), payload));
			case CHILD_FAILED -> forOne(received,
					new SubOrchestrationFailed(message.taskId(), HistoryCodec.decodeFailure(String.valueOf(payload))));
		};
	}

	private static Delivery forAny(InboxMessage received, Incident incident) {
		return Delivery.of(received, incident, Delivery.ANY_GENERATION);
	}

	private static Delivery forOne(InboxMessage received, Incident incident) {
		return Delivery.of(received, incident, received.message().generation());
	}

}
