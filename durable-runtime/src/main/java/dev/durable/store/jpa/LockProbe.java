package dev.durable.store.jpa;

import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

import dev.durable.store.InstanceCommit;
import dev.durable.store.NewInstance;

/**
 * Finds out which commits of a group would wait for rows or keys that others hold, in a
 * transaction that is rolled back.
 */
final class LockProbe {

	// Rows can be asked for without waiting, keys cannot
	private static final Duration KEY_TIMEOUT = Duration.ofMillis(2);

	private final Database database;

	private final InstanceInserts inserts;

	private final InstanceLocks locks;

	private final StoreTimeouts timeouts;

	LockProbe(Database database, StoreTimeouts timeouts) {
		this.database = database;
		this.inserts = new InstanceInserts(database);
		this.locks = new InstanceLocks(database);
		this.timeouts = timeouts;
	}

	/**
	 * Return the instances whose commits would wait.
	 */
	Set<Long> blocked(Sql sql, List<InstanceCommit> group) throws SQLException {
		Map<Long, Set<Long>> rows = new HashMap<>();
		Map<Long, Set<Long>> keys = new HashMap<>();
		List<NewInstance> inserted = new ArrayList<>();
		for (InstanceCommit commit : group) {
			CommitGroup alone = new CommitGroup(List.of(commit));
			rows.put(commit.instance(), lockedBy(commit, alone));
			Set<Long> ids = new HashSet<>();
			alone.newInstances().forEach((instance) -> ids.add(instance.id()));
			keys.put(commit.instance(), ids);
			inserted.addAll(alone.newInstances());
		}
		// Keys first, and let go of at once: they take longer
		Set<Long> heldKeys = heldKeys(sql, inserted);
		Set<Long> heldRows = heldRows(sql, rows);
		Set<Long> blocked = new HashSet<>();
		rows.forEach((instance, ids) -> {
			if (ids.stream().anyMatch(heldRows::contains)
					|| keys.getOrDefault(instance, Set.of()).stream().anyMatch(heldKeys::contains)) {
				blocked.add(instance);
			}
		});
		return blocked;
	}

	private static Set<Long> lockedBy(InstanceCommit commit, CommitGroup alone) {
		Set<Long> ids = new HashSet<>(alone.owned());
		alone.sent().forEach((message) -> ids.add(message.target()));
		if (!alone.children().isEmpty()) {
			// The parent gets a message when the id of a child is taken
			ids.add(commit.instance());
		}
		return ids;
	}

	private Set<Long> heldKeys(Sql sql, List<NewInstance> instances) throws SQLException {
		if (instances.isEmpty()) {
			return Set.of();
		}
		this.database.setLockTimeout(sql, KEY_TIMEOUT);
		try {
			return this.inserts.heldByOthers(sql, instances);
		}
		finally {
			this.database.setLockTimeout(sql, this.timeouts.lock());
		}
	}

	private Set<Long> heldRows(Sql sql, Map<Long, Set<Long>> rows) throws SQLException {
		Set<Long> all = new HashSet<>();
		rows.values().forEach(all::addAll);
		return this.locks.heldByOthers(sql, all);
	}

}
