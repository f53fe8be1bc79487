package dev.durable.engine;

import java.time.Instant;
import java.util.concurrent.CompletableFuture;

import dev.durable.history.Incident;
import dev.durable.store.InboxMessage;
import org.jspecify.annotations.Nullable;

/**
 * Something on its way into an instance's next turn.
 *
 * @param incident what happened, or {@code null} when a message only has to be consumed
 * @param messageId the number of the message in the inbox that says so, or 0 if it never
 * was in the inbox
 * @param generation the generation that it is for, or {@link #ANY_GENERATION}
 * @param acknowledgement completed when the turn that consumes it is durable, or
 * {@code null}
 * @param arrivedAt since when the message was in the inbox, or {@code null} if it never
 * was
 * @param slot where the turn that consumes it goes, or {@code null} if the committer
 * commits it; such a delivery is alone in its turn
 */
record Delivery(@Nullable Incident incident, long messageId, int generation,
		@Nullable CompletableFuture<Boolean> acknowledgement, @Nullable Instant arrivedAt, @Nullable CommitSlot slot) {

	/**
	 * For whatever generation there is.
	 */
	static final int ANY_GENERATION = -1;

	Delivery(@Nullable Incident incident, long messageId, int generation,
			@Nullable CompletableFuture<Boolean> acknowledgement) {
		this(incident, messageId, generation, acknowledgement, null, null);
	}

	/**
	 * A message of the inbox.
	 */
	static Delivery of(InboxMessage message, Incident incident, int generation) {
		return new Delivery(incident, message.id(), generation, null, message.arrivedAt(), null);
	}

	/**
	 * Something that the node itself has to say.
	 */
	static Delivery internal(Incident incident, int generation) {
		return new Delivery(incident, 0, generation, null);
	}

	/**
	 * Something that a caller waits for to become durable.
	 */
	static Delivery acknowledged(Incident incident, CompletableFuture<Boolean> acknowledgement) {
		return new Delivery(incident, 0, ANY_GENERATION, acknowledgement);
	}

	/**
	 * The result of an activity that commits the turn itself.
	 */
	static Delivery within(CommitSlot slot, Incident incident, int generation) {
		return new Delivery(incident, 0, generation, null, null, slot);
	}

	/**
	 * Return this without what happened if that concerns another generation: a message
	 * has to be consumed all the same.
	 */
	Delivery forGeneration(int current) {
		boolean stale = this.generation != ANY_GENERATION && this.generation != current;
		return stale
				? new Delivery(null, this.messageId, this.generation, this.acknowledgement, this.arrivedAt, this.slot)
				: this;
	}

	boolean isNothing() {
		return this.incident == null && this.messageId == 0;
	}

	/**
	 * Tell the sender that nobody knows.
	 */
	void acknowledgeUnknown(RuntimeException failure) {
		if (this.acknowledgement != null) {
			this.acknowledgement.completeExceptionally(failure);
		}
		refuse();
	}

	/**
	 * Tell the sender.
	 * @param delivered whether it became part of the history; otherwise it must be sent
	 * in another way
	 */
	void acknowledge(boolean delivered) {
		if (this.acknowledgement != null) {
			this.acknowledgement.complete(delivered);
		}
		if (!delivered) {
			refuse();
		}
	}

	private void refuse() {
		if (this.slot != null) {
			this.slot.refuse();
		}
	}

}
