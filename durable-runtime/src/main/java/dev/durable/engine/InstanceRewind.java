package dev.durable.engine;

import dev.durable.InstanceNotFailedException;
import dev.durable.InstanceNotFoundException;
import dev.durable.RuntimeStatus;
import dev.durable.store.InstanceStore;
import dev.durable.store.InstanceSummary;
import dev.durable.store.StoreException;
import org.jspecify.annotations.Nullable;

/**
 * Lets failed instances go on. What is to be done is worked out without locks; the store
 * does it only if everything is still as it was seen.
 */
final class InstanceRewind {

	private static final int ATTEMPTS = 10;

	private final EngineServices services;

	private final InstanceEvents engine;

	private final InstanceStore instances;

	InstanceRewind(EngineServices services, InstanceEvents engine) {
		this.services = services;
		this.engine = engine;
		this.instances = services.store().instances();
	}

	void rewind(String instanceId, @Nullable String reason) {
		for (int attempt = 1; attempt <= ATTEMPTS; attempt++) {
			InstanceSummary failed = this.instances.find(this.services.taskHub(), instanceId)
				.orElseThrow(() -> new InstanceNotFoundException(instanceId));
			if (failed.row().status() != RuntimeStatus.FAILED) {
				throw new InstanceNotFailedException(instanceId, failed.row().status());
			}
			RewindPlan plan = new RewindPlan(this.services, reason);
			plan.add(failed);
			if (this.instances.reopen(plan.reopening(), this.engine::storeChanged)) {
				return;
			}
			// somebody was faster, or a child has finished meanwhile
		}
		throw new StoreException(StoreException.Kind.RETRYABLE,
				"Instance '" + instanceId + "' and its children change all the time", null);
	}

}
