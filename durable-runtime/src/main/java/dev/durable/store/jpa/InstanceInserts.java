package dev.durable.store.jpa;

import java.sql.SQLException;
import java.sql.Savepoint;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

import dev.durable.store.NewInstance;
import dev.durable.store.StoreException.Kind;
import org.jspecify.annotations.Nullable;

/**
 * Inserts instances, without their first turns.
 */
final class InstanceInserts {

	private static final String INSERT = """
			insert into durable_instance (id, task_hub, instance_id, name, version, generation, runtime_status,
				created_at, owner_node, wake_at, start_at, parent_instance, parent_generation, parent_task,
				trace_parent, trace_state, baggage, tags, leftover)
			values (?, ?, ?, ?, ?, 0, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, false)""";

	private final Database database;

	private final InstanceRows rows = new InstanceRows();

	InstanceInserts(Database database) {
		this.database = database;
	}

	/**
	 * Insert instances.
	 * @param node the node that owns those that are to be owned, or {@code null}
	 * @return the surrogate ids of those that were inserted: the others' ids are taken
	 */
	Set<Long> insert(Sql sql, @Nullable Long node, List<NewInstance> instances) throws SQLException {
		if (instances.isEmpty()) {
			return Set.of();
		}
		insertRows(sql, node, instances);
		return new HashSet<>(sql.ids("select id from durable_instance where id = any(?)",
				instances.stream().map(NewInstance::id).toList()));
	}

	/**
	 * Find the instances whose keys are held by transactions of others, by inserting for
	 * a moment. Waits for each such key as long as the lock timeout is.
	 */
	Set<Long> heldByOthers(Sql sql, List<NewInstance> instances) throws SQLException {
		Set<Long> held = new HashSet<>();
		if (instances.isEmpty()) {
			return held;
		}
		Savepoint savepoint = sql.connection().setSavepoint();
		if (isHeld(sql, savepoint, instances)) {
			for (NewInstance instance : instances) {
				if (isHeld(sql, savepoint, List.of(instance))) {
					held.add(instance.id());
				}
			}
		}
		return held;
	}

	private boolean isHeld(Sql sql, Savepoint savepoint, List<NewInstance> instances) throws SQLException {
		try {
			insertRows(sql, null, instances);
			return false;
		}
		catch (SQLException ex) {
			// Whatever else is wrong with it will show when it is inserted in earnest
			return instances.size() > 1 || StoreErrors.beforeCommit("insert", ex).kind() == Kind.RETRYABLE;
		}
		finally {
			sql.connection().rollback(savepoint);
		}
	}

	private void insertRows(Sql sql, @Nullable Long node, List<NewInstance> instances) throws SQLException {
		List<@Nullable Object[]> all = new ArrayList<>(instances.size());
		for (NewInstance instance : InstanceRows.inOrder(instances)) {
			all.add(this.rows.row(instance, node));
		}
		this.database.insertIgnoringDuplicates(sql, INSERT, all);
	}

}
