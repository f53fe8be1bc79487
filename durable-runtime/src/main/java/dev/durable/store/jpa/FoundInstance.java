package dev.durable.store.jpa;

import dev.durable.store.InstanceRow;
import org.jspecify.annotations.Nullable;

/**
 * An instance with the id of its parent that users know.
 */
record FoundInstance(InstanceEntity instance, @Nullable String parentInstanceId) {

	long id() {
		return this.instance.id();
	}

	InstanceRow toRow() {
		return this.instance.toRow(this.parentInstanceId);
	}

}
