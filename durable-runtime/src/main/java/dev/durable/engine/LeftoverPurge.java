package dev.durable.engine;

import java.time.Duration;
import java.util.function.BooleanSupplier;

import dev.durable.engine.EngineThreads.Lane;
import dev.durable.store.StoreException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Removes from the store, now and then, what nobody can ask for any more: instances that
 * were replaced.
 */
final class LeftoverPurge {

	private static final Logger logger = LoggerFactory.getLogger(LeftoverPurge.class);

	private static final Duration DISTANCE = Duration.ofMinutes(5);

	private static final int BATCH = 1_000;

	private final EngineServices services;

	private final BooleanSupplier running;

	/**
	 * Create a remover, which does nothing yet.
	 * @param running whether the engine is running
	 */
	LeftoverPurge(EngineServices services, BooleanSupplier running) {
		this.services = services;
		this.running = running;
	}

	/**
	 * Purge instances that were replaced, now and every few minutes.
	 */
	void purgeReplaced() {
		this.services.threads().execute(Lane.CLIENTS, this::purge);
	}

	private void purge() {
		try {
			while (this.running.getAsBoolean() && this.services.store().instances().purgeLeftovers(BATCH) >= BATCH) {
				Thread.onSpinWait();
			}
		}
		catch (StoreException ex) {
			logger.warn("Replaced instances could not be purged, trying again later: {}", ex.getMessage());
		}
		finally {
			this.services.threads().after(DISTANCE, this::purgeReplaced);
		}
	}

}
