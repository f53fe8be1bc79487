package dev.durable.engine;

import java.util.function.Consumer;

import dev.durable.observation.InstanceMdc;
import dev.durable.store.InstanceRow;
import dev.durable.store.StoreException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells of what goes wrong with instances in memory.
 */
final class InstanceAccidents {

	private static final Logger logger = LoggerFactory.getLogger(LiveInstance.class);

	private InstanceAccidents() {
	}

	static void unreadable(InstanceRow row, Throwable cause) {
		about(row, (id) -> logger.error("Instance '{}' cannot be loaded: its history cannot be read", id, cause));
	}

	static void suspended(InstanceRow row, String reason) {
		about(row, (id) -> logger.error("Orchestration instance '{}' ({}) is suspended. {}", id, row.name(), reason));
	}

	static void notBegun(InstanceRow row, Throwable cause) {
		about(row, (id) -> logger.error("A turn of instance '{}' could not begin, it is loaded anew", id, cause));
	}

	static void threadDied(InstanceRow row, boolean anew, Throwable cause) {
		about(row, (id) -> logger.error("The thread of instance '{}' has died{}", id, anew ? ", it is loaded anew" : "",
				cause));
	}

	static void notWritten(InstanceRow row, Throwable cause) {
		about(row, (id) -> logger.warn("A turn of instance '{}' could not be written, it is loaded anew", id, cause));
	}

	static void notCommitted(InstanceRow row, StoreException failure) {
		// what concerns all instances has been told of already, once for all of them
		if (failure.kind() == StoreException.Kind.DEFINITE && failure.getCause() != null) {
			about(row, (id) -> logger.warn("A turn of instance '{}' could not be committed, it is loaded anew: {}", id,
					failure.getMessage(), failure));
		}
		else {
			about(row, (id) -> logger.debug("A turn of instance '{}' could not be committed, it is loaded anew", id,
					failure));
		}
	}

	static void differs(InstanceRow row, boolean lost) {
		about(row, (id) -> logger.debug("Instance '{}' is loaded anew, turns of it lost: {}", id, lost));
	}

	static void notOwned(InstanceRow row) {
		about(row, (id) -> logger.debug("This node does not own instance '{}' any more", id));
	}

	private static void about(InstanceRow row, Consumer<String> statement) {
		String id = row.instanceId();
		InstanceMdc.about(id, () -> statement.accept(id));
	}

}
