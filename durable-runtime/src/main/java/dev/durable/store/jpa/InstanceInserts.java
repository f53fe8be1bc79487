package dev.durable.store.jpa;

import java.sql.SQLException;
import java.sql.Savepoint;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

import dev.durable.RuntimeStatus;
import dev.durable.store.NewInstance;
import dev.durable.store.ParentLink;
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

	// Waits for keys are in the same order everywhere
	private static final Comparator<NewInstance> KEY_ORDER = Comparator.comparing(NewInstance::taskHub)
		.thenComparing(NewInstance::instanceId);

	private final Database database;

	private final TagsConverter tagsConverter = new TagsConverter();

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
		List<@Nullable Object[]> rows = new ArrayList<>();
		for (NewInstance instance : instances.stream().sorted(KEY_ORDER).toList()) {
			rows.add(row(instance, node));
		}
		this.database.insertIgnoringDuplicates(sql, INSERT, rows);
	}

	private @Nullable Object[] row(NewInstance instance, @Nullable Long node) {
		boolean owned = instance.owned() && node != null;
		Instant dueAt = (instance.startAt() != null) ? instance.startAt() : instance.createdAt();
		ParentLink parent = instance.parent();
		return new @Nullable Object[] { instance.id(), instance.taskHub(), instance.instanceId(), instance.name(),
				instance.version(), owned ? RuntimeStatus.RUNNING : RuntimeStatus.PENDING, instance.createdAt(),
				owned ? node : null, owned ? null : dueAt, instance.startAt(),
				(parent != null) ? parent.instance() : null, (parent != null) ? parent.generation() : null,
				(parent != null) ? parent.taskId() : null, instance.trace().traceParent(),
				instance.trace().traceState(), instance.trace().baggage(),
				this.tagsConverter.convertToDatabaseColumn(instance.tags()) };
	}

}
