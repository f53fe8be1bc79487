package dev.durable.engine;

import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;

import dev.durable.store.ActivityResult;
import dev.durable.store.ActivityStore;
import dev.durable.store.ClaimedActivity;
import dev.durable.store.Due;
import org.jspecify.annotations.Nullable;

/**
 * The activities as one node sees them, with the faults of that node's connections.
 */
final class SimulatedActivityStore implements ActivityStore {

	private final SimulatedStore store;

	private final SimulatedActivities activities;

	private final Supplier<Fault> commitFaults;

	private final Supplier<Fault> otherFaults;

	SimulatedActivityStore(SimulatedStore store, SimulatedActivities activities, Supplier<Fault> commitFaults,
			Supplier<Fault> otherFaults) {
		this.store = store;
		this.activities = activities;
		this.commitFaults = commitFaults;
		this.otherFaults = otherFaults;
	}

	@Override
	public Due<List<ClaimedActivity>> claim(long node, String taskHub, Set<String> names, int limit) {
		return this.store.access(node, this.otherFaults.get(), () -> this.activities.claim(node, names, limit));
	}

	@Override
	public @Nullable Instant nextDue(String taskHub, Set<String> names) {
		return this.activities.nextDue(names);
	}

	@Override
	public Set<Long> complete(long node, List<ActivityResult> results) {
		return this.store.access(node, this.commitFaults.get(), () -> this.activities.complete(node, results));
	}

	@Override
	public void giveBack(long node, Collection<Long> claims) {
		this.store.access(node, this.otherFaults.get(), () -> {
			this.activities.giveBack(node, claims);
			return null;
		});
	}

	@Override
	public Set<Long> claimed(long node) {
		return this.activities.claimed(node);
	}

}
