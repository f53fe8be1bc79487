package dev.durable.store.jpa;

import java.time.Instant;

import dev.durable.RuntimeStatus;
import org.jspecify.annotations.Nullable;

/**
 * What is known of an instance once its row is locked.
 */
record LockedInstance(long id, String instanceId, RuntimeStatus status, int generation, @Nullable Long owner,
		@Nullable Instant wakeAt) {

	boolean isOwnedBy(long node) {
		return this.owner != null && this.owner == node;
	}

}
