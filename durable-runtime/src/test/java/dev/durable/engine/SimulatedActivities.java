package dev.durable.engine;

import java.time.Instant;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;

import dev.durable.store.ActivityResult;
import dev.durable.store.ClaimedActivity;
import dev.durable.store.Due;
import dev.durable.store.HandedOverActivity;
import org.jspecify.annotations.Nullable;

/**
 * The activities of the simulated database that were handed over.
 */
final class SimulatedActivities {

	private final SimulatedWorld world;

	private final SimulatedDatabase database;

	private final TreeMap<Long, Row> rows = new TreeMap<>();

	SimulatedActivities(SimulatedWorld world, SimulatedDatabase database) {
		this.world = world;
		this.database = database;
	}

	void replaceBy(SimulatedActivities other) {
		this.rows.clear();
		other.rows.forEach((id, row) -> {
			Row copy = new Row();
			copy.activity = row.activity;
			copy.owner = row.owner;
			this.rows.put(id, copy);
		});
	}

	boolean isEmpty() {
		return this.rows.isEmpty();
	}

	void insert(HandedOverActivity activity) {
		Row row = new Row();
		row.activity = activity;
		this.rows.put(this.database.next(), row);
	}

	void withdraw(long instance, int beforeGeneration) {
		this.rows.values()
			.removeIf((row) -> row.activity.instance() == instance && row.activity.generation() < beforeGeneration);
	}

	boolean isClaimed(long node, ActivityCall call) {
		return this.rows.values()
			.stream()
			.anyMatch((row) -> row.isOwnedBy(node) && row.activity.instance() == call.instance()
					&& row.activity.generation() == call.generation() && row.activity.taskId() == call.taskId()
					&& row.activity.attempt() == call.attempt());
	}

	@Nullable Instant nextDue(Set<String> names) {
		return this.rows.values()
			.stream()
			.filter((row) -> row.owner == null && names.contains(row.activity.name()))
			.map((row) -> row.activity.dueAt())
			.filter((due) -> due.isAfter(this.world.now()))
			.min(Comparator.naturalOrder())
			.orElse(null);
	}

	Due<List<ClaimedActivity>> claim(long node, Set<String> names, int limit) {
		this.database.requireNode(node);
		Instant now = this.world.now();
		Due<List<Long>> due = this.database.take(this.rows.keySet().stream().filter((id) -> {
			Row row = this.rows.get(id);
			SimulatedDatabase.Row instance = this.database.instances.get(row.activity.instance());
			return row.owner == null && !row.activity.dueAt().isAfter(now) && names.contains(row.activity.name())
					&& instance.generation == row.activity.generation();
		}).sorted(Comparator.comparing((Long id) -> this.rows.get(id).activity.dueAt())).limit(limit).toList());
		List<ClaimedActivity> claimed = due.taken().stream().map((id) -> {
			Row row = this.rows.get(id);
			row.owner = node;
			SimulatedDatabase.Row instance = this.database.instances.get(row.activity.instance());
			return new ClaimedActivity(id, row.activity, instance.start.instanceId(), instance.start.createdAt());
		}).toList();
		return new Due<>(claimed, due.skipped());
	}

	Set<Long> complete(long node, List<ActivityResult> results) {
		this.database.requireNode(node);
		Set<Long> notified = new HashSet<>();
		for (ActivityResult result : results) {
			Row row = this.rows.get(result.claim());
			if (row == null || !row.isOwnedBy(node)) {
				continue;
			}
			this.rows.remove(result.claim());
			SimulatedDatabase.Row instance = this.database.instances.get(result.instance());
			if (instance.generation == result.message().generation()
					&& this.database.send(result.instance(), result.message())) {
				notified.add(result.instance());
			}
		}
		return notified;
	}

	void giveBack(long node, Collection<Long> claims) {
		claims.stream()
			.map(this.rows::get)
			.filter((row) -> row != null && row.isOwnedBy(node))
			.forEach((row) -> row.owner = null);
	}

	Set<Long> claimed(long node) {
		Set<Long> claimed = new HashSet<>(this.rows.keySet());
		claimed.removeIf((id) -> !this.rows.get(id).isOwnedBy(node));
		return claimed;
	}

	int clearOwner(long node) {
		Set<Long> cleared = claimed(node);
		cleared.forEach((id) -> this.rows.get(id).owner = null);
		return cleared.size();
	}

	Set<Long> ownersWithoutRow() {
		Set<Long> owners = new HashSet<>();
		this.rows.values().forEach((row) -> {
			if (row.owner != null && !this.database.nodes.containsKey(row.owner)) {
				owners.add(row.owner);
			}
		});
		return owners;
	}

	/**
	 * One activity.
	 */
	private static final class Row {

		private HandedOverActivity activity;

		private Long owner;

		private boolean isOwnedBy(long node) {
			return this.owner != null && this.owner == node;
		}

	}

}
