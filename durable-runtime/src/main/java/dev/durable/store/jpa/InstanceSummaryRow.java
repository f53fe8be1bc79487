package dev.durable.store.jpa;

import java.time.Instant;

import dev.durable.store.InstanceSummary;
import org.jspecify.annotations.Nullable;

/**
 * Result of a status query.
 */
record InstanceSummaryRow(InstanceEntity instance, @Nullable String parentInstanceId, @Nullable String firstEvents,
		@Nullable String lastEvents, Instant lastUpdatedAt) {

	InstanceSummary toSummary() {
		return new InstanceSummary(this.instance.toRow(this.parentInstanceId), this.firstEvents, this.lastEvents,
				this.lastUpdatedAt);
	}

}
