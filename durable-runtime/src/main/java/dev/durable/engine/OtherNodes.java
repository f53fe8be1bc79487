package dev.durable.engine;

import java.time.Duration;

import dev.durable.engine.EngineThreads.Lane;
import dev.durable.store.StoreException;
import dev.durable.store.WakeUpSignals;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells the other nodes that there may be something in the store for them. To be called
 * once that is durable. The signal is sent on another thread, since the calling one may
 * still have the connection of its transaction, and one for many.
 */
final class OtherNodes {

	private static final Logger logger = LoggerFactory.getLogger(OtherNodes.class);

	private static final Duration DISTANCE = Duration.ofMillis(10);

	private final WakeUpSignals signals;

	private final PacedTask sending;

	OtherNodes(EngineThreads threads, WakeUpSignals signals) {
		this.signals = signals;
		this.sending = new PacedTask(threads, Lane.SIGNALS, DISTANCE, this::wakeNow);
	}

	/**
	 * Wake them soon.
	 */
	void wake() {
		this.sending.request();
	}

	/**
	 * Wake them before this returns, if that is possible.
	 */
	void wakeNow() {
		try {
			this.signals.send();
		}
		catch (StoreException ex) {
			logger.debug("The other nodes could not be woken, their next polls will find what there is", ex);
		}
	}

}
