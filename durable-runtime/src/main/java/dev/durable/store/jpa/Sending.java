package dev.durable.store.jpa;

import java.util.concurrent.CompletableFuture;

import dev.durable.InstanceFinishedException;
import dev.durable.RuntimeStatus;
import dev.durable.TooManyEventsException;
import dev.durable.store.Claimant;
import dev.durable.store.Message;
import dev.durable.store.Receiver;
import dev.durable.store.StoreException;
import dev.durable.store.StoreException.Kind;
import org.jspecify.annotations.Nullable;

/**
 * A message of a client on its way into an inbox, and what has become of it.
 */
final class Sending {

	private final String taskHub;

	private final String instanceId;

	private final Message message;

	private final int limit;

	private final @Nullable Claimant claimant;

	private final CompletableFuture<Boolean> turn = new CompletableFuture<>();

	private boolean settled;

	private @Nullable Receiver receiver;

	private @Nullable RuntimeException failure;

	Sending(String taskHub, String instanceId, Message message, int limit, @Nullable Claimant claimant) {
		this.taskHub = taskHub;
		this.instanceId = instanceId;
		this.message = message;
		this.limit = limit;
		this.claimant = claimant;
	}

	String taskHub() {
		return this.taskHub;
	}

	String instanceId() {
		return this.instanceId;
	}

	Message message() {
		return this.message;
	}

	/**
	 * Return how many messages the inbox may have.
	 */
	int limit() {
		return this.limit;
	}

	/**
	 * Return the sender's node, if that takes on what nobody owns.
	 */
	@Nullable Claimant claimant() {
		return this.claimant;
	}

	/**
	 * Wait until the group that this is in has been written, or until it is for this
	 * thread to write one.
	 * @return whether it is
	 */
	boolean awaitTurn() {
		return this.turn.join();
	}

	/**
	 * Let the thread that has sent this write the next group.
	 */
	void lead() {
		this.turn.complete(true);
	}

	/**
	 * The group that this was in has come to its end.
	 * @param written whether in order; otherwise nobody knows what has become of what is
	 * not settled
	 */
	void done(boolean written) {
		this.settled |= !written;
		this.turn.complete(false);
	}

	/**
	 * It is durable.
	 */
	void accepted(Receiver receiver) {
		this.settled = true;
		this.receiver = receiver;
	}

	/**
	 * The receiver has ended.
	 */
	void refusedBy(RuntimeStatus status) {
		refused(new InstanceFinishedException(this.instanceId, status));
	}

	/**
	 * The receiver's inbox is full.
	 */
	void refusedAsFull() {
		refused(new TooManyEventsException(this.instanceId, this.limit));
	}

	private void refused(RuntimeException reason) {
		this.settled = true;
		this.failure = reason;
	}

	/**
	 * The group has failed: unless this was refused already, each in it gets an exception
	 * of its own.
	 */
	void failed(Kind kind, Throwable cause) {
		if (!this.settled) {
			refused(new StoreException(kind,
					"Could not send a message to instance '%s': %s".formatted(this.instanceId, cause.getMessage()),
					cause));
		}
	}

	/**
	 * Return the receiver, or {@code null} if a group could not take this, so that it has
	 * to be sent alone.
	 * @throws RuntimeException if it was refused, or nobody knows what became of it
	 */
	@Nullable Receiver receiver() {
		if (this.failure != null) {
			throw this.failure;
		}
		if (this.settled && this.receiver == null) {
			// there was not even room to say why
			throw new StoreException(Kind.UNKNOWN,
					"What became of a message to instance '%s' is not known".formatted(this.instanceId), null);
		}
		return this.settled ? this.receiver : null;
	}

}
