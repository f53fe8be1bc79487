package dev.durable.engine;

import java.util.ArrayDeque;
import java.util.ArrayList;
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
import dev.durable.store.InboxMessage;
import dev.durable.store.Message;
import dev.durable.store.MessageKind;
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

	void addAll(Collection<InboxMessage> messages) {
		for (InboxMessage message : messages) {
			if (message.id() > this.lastMessage) {
				this.lastMessage = message.id();
				this.deliveries.add(delivery(message.message(), message.id()));
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
	 * Take what goes into one turn of a generation. Outcomes of tasks of another one are
	 * dropped, their messages consumed.
	 */
	List<Delivery> take(int generation) {
		List<Delivery> taken = new ArrayList<>(Math.min(MAX_DELIVERIES, this.deliveries.size()));
		long size = 0;
		while (!this.deliveries.isEmpty() && taken.size() < MAX_DELIVERIES && size < MAX_SIZE) {
			Delivery next = this.deliveries.remove();
			size += (next.incident() instanceof EventRaised raised && raised.payload() != null)
					? raised.payload().length() : 0;
			if (next.isFor(generation)) {
				taken.add(next);
			}
			else if (next.messageId() != 0) {
				taken.add(new Delivery(null, next.generation(), next.messageId(), next.acknowledgement()));
			}
		}
		return taken;
	}

	/**
	 * Tell all senders that what they sent is not going to be consumed from here.
	 */
	void refuseAll() {
		this.deliveries.forEach((delivery) -> delivery.acknowledge(false));
		this.deliveries.clear();
	}

	private static Delivery delivery(Message message, long id) {
		boolean outcome = message.kind() == MessageKind.CHILD_COMPLETED || message.kind() == MessageKind.CHILD_FAILED;
		return new Delivery(incident(message), outcome ? message.generation() : Delivery.ANY_GENERATION, id, null);
	}

	private static @Nullable Incident incident(Message message) {
		String payload = message.payload();
		return switch (message.kind()) {
			case EVENT -> new EventRaised(message.name(), payload);
			case TERMINATE -> new ExecutionTerminated(payload);
			case SUSPEND -> new ExecutionSuspended(payload);
			case RESUME -> new ExecutionResumed(payload);
			case CHILD_COMPLETED -> new SubOrchestrationCompleted(message.taskId(), payload);
			case CHILD_FAILED -> (payload != null)
					? new SubOrchestrationFailed(message.taskId(), HistoryCodec.decodeFailure(payload)) : null;
		};
	}

}
