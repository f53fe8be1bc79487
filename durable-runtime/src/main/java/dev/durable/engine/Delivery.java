package dev.durable.engine;

import java.util.concurrent.CompletableFuture;

import dev.durable.history.Incident;
import org.jspecify.annotations.Nullable;

/**
 * Something on its way into an instance's next turn.
 *
 * @param incident what happened, or {@code null} when a message only has to be consumed
 * @param generation the generation whose task it is the outcome of, or
 * {@link #ANY_GENERATION}
 * @param messageId the number of the message in the inbox that says so, or 0 if it never
 * was in the inbox
 * @param acknowledgement completed when the turn that consumes it is durable, or
 * {@code null}
 */
record Delivery(@Nullable Incident incident, int generation, long messageId,
		@Nullable CompletableFuture<Boolean> acknowledgement) {

	/**
	 * Not the outcome of a task.
	 */
	static final int ANY_GENERATION = -1;

	static Delivery internal(Incident incident) {
		return new Delivery(incident, ANY_GENERATION, 0, null);
	}

	static Delivery sent(Incident incident, CompletableFuture<Boolean> acknowledgement) {
		return new Delivery(incident, ANY_GENERATION, 0, acknowledgement);
	}

	static Delivery outcome(Incident incident, int generation) {
		return new Delivery(incident, generation, 0, null);
	}

	/**
	 * Return whether it is meant for a generation: tasks of different generations have
	 * the same numbers.
	 */
	boolean isFor(int current) {
		return this.generation == ANY_GENERATION || this.generation == current;
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
