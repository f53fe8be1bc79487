package dev.durable.engine;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.LongPredicate;

import dev.durable.TooManyEventsException;
import dev.durable.history.EventRaised;
import dev.durable.history.Incident;
import dev.durable.store.StoreException;
import dev.durable.store.StoreException.Kind;
import org.jspecify.annotations.Nullable;

/**
 * Makes what callers send part of the next turn of an instance in this node's memory, and
 * waits until that is durable. If the turn under way does not end, because the code
 * blocks in something else than its context, what is sent goes through the store instead.
 * So it does if messages wait there already, because nothing may overtake what was
 * accepted before.
 */
final class DirectDelivery {

	/**
	 * How long what is sent may wait for the next turn to begin.
	 */
	static final Duration PATIENCE = Duration.ofSeconds(10);

	private final InstanceCache cache;

	private final LongPredicate hasMessages;

	private final Duration patience;

	/**
	 * Create the way.
	 * @param cache what is in memory
	 * @param hasMessages whether messages to an instance wait in the store
	 * @param patience how long what is sent may wait for the next turn to begin
	 */
	DirectDelivery(InstanceCache cache, LongPredicate hasMessages, Duration patience) {
		this.cache = cache;
		this.hasMessages = hasMessages;
		this.patience = patience;
	}

	/**
	 * Deliver something to an instance.
	 * @param limit how many events it may keep
	 * @param throughStore sends it through the store, where that is the way
	 * @throws StoreException if it is part of a turn that does not end, so that nobody
	 * knows what becomes of it
	 */
	void deliver(String instanceId, Incident incident, int limit, Runnable throughStore) {
		LiveInstance instance = this.cache.find(instanceId);
		if (instance == null) {
			throughStore.run();
			return;
		}
		if (incident instanceof EventRaised && instance.bufferedEvents() >= limit) {
			throw new TooManyEventsException(instanceId, limit);
		}
		if (instance.mailbox().followDetour()) {
			sendOnDetour(instance, throughStore);
			return;
		}
		if (this.hasMessages.test(instance.id())) {
			// which other nodes, transactions, or this node before it had the instance in
			// memory, have sent: the same caller may have been told of them
			throughStore.run();
			return;
		}
		CompletableFuture<Boolean> acknowledgement = new CompletableFuture<>();
		Delivery delivery = Delivery.acknowledged(incident, acknowledgement);
		if (!instance.post(delivery)) {
			throughStore.run();
			return;
		}
		Boolean delivered = await(acknowledgement, this.patience);
		if (delivered == null && instance.mailbox().withdraw(delivery)) {
			sendOnDetour(instance, throughStore);
			return;
		}
		if (delivered == null) {
			delivered = awaitEndOfTurn(instanceId, acknowledgement);
		}
		if (!delivered) {
			throughStore.run();
		}
	}

	private static void sendOnDetour(LiveInstance instance, Runnable throughStore) {
		try {
			throughStore.run();
		}
		finally {
			instance.detourEnded();
		}
	}

	private boolean awaitEndOfTurn(String instanceId, CompletableFuture<Boolean> acknowledgement) {
		Duration longer = this.patience.multipliedBy(2);
		Boolean delivered = await(acknowledgement, longer);
		if (delivered == null) {
			throw new StoreException(Kind.UNKNOWN,
					"It is not known whether this becomes part of instance '" + instanceId
							+ "': the turn that has taken it has not ended within "
							+ this.patience.plus(longer).toSeconds() + " s",
					null);
		}
		return delivered;
	}

	/**
	 * Wait, interrupted or not: somebody else has it already.
	 * @return whether it has been delivered, or {@code null} if that is not known yet
	 */
	private static @Nullable Boolean await(CompletableFuture<Boolean> acknowledgement, Duration patience) {
		long deadline = System.nanoTime() + patience.toNanos();
		boolean interrupted = false;
		try {
			while (true) {
				try {
					return acknowledgement.get(deadline - System.nanoTime(), TimeUnit.NANOSECONDS);
				}
				catch (InterruptedException ex) {
					interrupted = true;
				}
			}
		}
		catch (TimeoutException ex) {
			return null;
		}
		catch (ExecutionException ex) {
			throw (ex.getCause() instanceof RuntimeException cause) ? cause : new IllegalStateException(ex);
		}
		finally {
			if (interrupted) {
				Thread.currentThread().interrupt();
			}
		}
	}

}
