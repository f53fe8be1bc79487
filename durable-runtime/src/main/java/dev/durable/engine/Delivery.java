package dev.durable.engine;

import java.util.concurrent.CompletableFuture;

import dev.durable.history.Incident;
import org.jspecify.annotations.Nullable;

/**
 * Something on its way into an instance's next turn.
 *
 * @param incident what happened, or {@code null} when a message only has to be consumed
 * @param messageId the number of the message in the inbox that says so, or 0 if it never
 * was in the inbox
 * @param acknowledgement completed when the turn that consumes it is durable, or
 * {@code null}
 */
record Delivery(@Nullable Incident incident, long messageId, @Nullable CompletableFuture<Boolean> acknowledgement) {

	static Delivery internal(Incident incident) {
		return new Delivery(incident, 0, null);
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
	}

}
