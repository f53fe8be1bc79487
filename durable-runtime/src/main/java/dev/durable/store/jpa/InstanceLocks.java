package dev.durable.store.jpa;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

import dev.durable.RuntimeStatus;
import org.jspecify.annotations.Nullable;

/**
 * Locks rows of {@code durable_instance}, several always in the order of their ids.
 */
final class InstanceLocks {

	private static final String COLUMNS = """
			select id, instance_id, runtime_status, generation, owner_node, wake_at
			from durable_instance
			""";

	private static final String BY_KEY = COLUMNS + "where task_hub = ? and instance_id = ? ";

	// One after the other: of a list, or of a join, the planner would think that the
	// first column of the key alone finds few rows
	static final String FIND = """
			select (select i.id from durable_instance i where i.task_hub = ? and i.instance_id = w.instance_id)
			from unnest(cast(? as varchar array)) as w (instance_id)
			""";

	private static final int ATTEMPTS = 10;

	private final String lockAll;

	private final String lockOne;

	private final String lockFree;

	private final String lockAllFree;

	InstanceLocks(Database database) {
		this.lockAll = COLUMNS + "where id = any(?) order by id " + database.forUpdate();
		this.lockOne = BY_KEY + database.forUpdate();
		this.lockFree = "select id from durable_instance where id = any(?) " + database.forUpdate() + " skip locked";
		this.lockAllFree = COLUMNS + "where id = any(?) order by id " + database.forUpdate() + " skip locked";
	}

	/**
	 * Lock instances in one statement.
	 * @return by surrogate id those that exist
	 */
	Map<Long, LockedInstance> lock(Sql sql, Collection<Long> ids) throws SQLException {
		Map<Long, LockedInstance> locked = new HashMap<>();
		if (!ids.isEmpty()) {
			for (LockedInstance instance : sql.query(this.lockAll, InstanceLocks::read, ids)) {
				locked.put(instance.id(), instance);
			}
		}
		return locked;
	}

	/**
	 * Lock those of the instances that exist and that nobody else has locked.
	 * @return the locked ones by their ids
	 */
	Map<String, LockedInstance> lockFree(Sql sql, String taskHub, Collection<String> instanceIds) throws SQLException {
		Map<String, LockedInstance> locked = new HashMap<>();
		List<Long> ids = sql.ids(FIND, taskHub, instanceIds.toArray(String[]::new));
		if (!ids.isEmpty()) {
			for (LockedInstance instance : sql.query(this.lockAllFree, InstanceLocks::read, ids)) {
				// one that has lost its id meanwhile is not found under it
				locked.put(instance.instanceId(), instance);
			}
		}
		return locked;
	}

	/**
	 * Find the instances that others have locked; the rest of them is locked then.
	 */
	Set<Long> heldByOthers(Sql sql, Collection<Long> ids) throws SQLException {
		Set<Long> missing = new HashSet<>(ids);
		if (!ids.isEmpty()) {
			sql.ids(this.lockFree, ids).forEach(missing::remove);
		}
		return missing.isEmpty() ? missing
				: new HashSet<>(sql.ids("select id from durable_instance where id = any(?)", missing));
	}

	/**
	 * Lock the instance that has an id. While the statement waits, that instance may lose
	 * its id to another one, which the statement does not see; so it is repeated as long
	 * as there is one.
	 */
	@Nullable LockedInstance lock(Sql sql, String taskHub, String instanceId) throws SQLException {
		for (int attempt = 1; attempt <= ATTEMPTS; attempt++) {
			LockedInstance locked = sql.queryOne(this.lockOne, InstanceLocks::read, taskHub, instanceId);
			if (locked != null || peek(sql, taskHub, instanceId) == null) {
				return locked;
			}
		}
		return null;
	}

	/**
	 * Look at an instance without locking it.
	 */
	@Nullable LockedInstance peek(Sql sql, String taskHub, String instanceId) throws SQLException {
		return sql.queryOne(BY_KEY, InstanceLocks::read, taskHub, instanceId);
	}

	static LockedInstance read(ResultSet row) throws SQLException {
		return new LockedInstance(row.getLong("id"), row.getString("instance_id"),
				RuntimeStatus.valueOf(row.getString("runtime_status")), row.getInt("generation"),
				row.getObject("owner_node", Long.class), Sql.instant(row, "wake_at"));
	}

}
