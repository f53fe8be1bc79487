package dev.durable.engine;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

import dev.durable.engine.EngineThreads.Lane;
import dev.durable.store.InstanceStore;
import dev.durable.store.StoreException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Deletes the history of earlier generations after instances have continued as new. One
 * that does so faster than its history is deleted waits once: the last of its generations
 * says it for all before.
 */
final class GenerationPurge {

	private static final Logger logger = LoggerFactory.getLogger(GenerationPurge.class);

	private final EngineThreads threads;

	private final InstanceStore instances;

	private final Map<Long, Integer> waiting = new ConcurrentHashMap<>();

	GenerationPurge(EngineThreads threads, InstanceStore instances) {
		this.threads = threads;
		this.instances = instances;
	}

	/**
	 * Delete all generations of an instance before one, soon.
	 */
	void before(long instance, int generation) {
		if (this.waiting.put(instance, generation) == null) {
			this.threads.execute(Lane.CLIENTS, () -> purge(instance));
		}
	}

	private void purge(long instance) {
		Integer generation = this.waiting.remove(instance);
		if (generation == null) {
			return;
		}
		try {
			this.instances.purgeGenerationsBefore(instance, generation);
		}
		catch (StoreException ex) {
			logger.debug("Earlier generations of instance #{} are left to be purged later", instance, ex);
		}
	}

}
