package dev.durable.store.jpa;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;

import dev.durable.OrchestrationFilter;
import dev.durable.RuntimeStatus;
import dev.durable.store.InstancePosition;
import org.jspecify.annotations.Nullable;

/**
 * Finds the instances of a page, reading about as many entries of one index as the page
 * has instances. The indexes begin with the status, so a list of several statuses is
 * merged of one for each; there is no other way for a planner to go wrong.
 */
final class InstanceSearch {

	/**
	 * What holds for each instance, and what PostgreSQL's indexes for lists ask for.
	 */
	private static final String LISTED = "id <> 0";

	private static final Set<RuntimeStatus> ALL = EnumSet.allOf(RuntimeStatus.class);

	// What both databases and their drivers can write
	private static final Instant EARLIEST = Instant.parse("0001-01-01T00:00:00Z");

	private static final Instant LATEST = Instant.parse("9999-12-31T23:59:59.999999Z");

	private final Database database;

	InstanceSearch(Database database) {
		this.database = database;
	}

	/**
	 * Find instances in order.
	 * @param after where to begin, or {@code null}
	 * @return at most as many as wanted
	 */
	List<InstancePosition> find(Sql sql, String taskHub, OrchestrationFilter filter, @Nullable InstancePosition after,
			int limit) throws SQLException {
		return (filter.instanceIdPrefix() != null) ? byId(sql, taskHub, filter, after, limit)
				: byCreation(sql, taskHub, filter, after, limit);
	}

	static Set<RuntimeStatus> statuses(OrchestrationFilter filter) {
		return filter.runtimeStatuses().isEmpty() ? ALL : filter.runtimeStatuses();
	}

	private List<InstancePosition> byCreation(Sql sql, String taskHub, OrchestrationFilter filter,
			@Nullable InstancePosition after, int limit) throws SQLException {
		MergedQuery merged = new MergedQuery("created_at desc, id desc", limit);
		for (RuntimeStatus status : statuses(filter)) {
			Conditions conditions = new Conditions();
			conditions.and("task_hub = ?", taskHub);
			conditions.and(LISTED);
			// the first columns are those of the index, which is how H2 sees that it is
			// sorted
			String column = "runtime_status";
			String first = "task_hub, ";
			if (filter.name() != null) {
				conditions.and("name = ?", filter.name());
				column = this.database.statusBesideName();
				first += "name, ";
			}
			conditions.and(column + " = '" + status.name() + "'");
			restrict(conditions, filter);
			if (after != null) {
				conditions.and("created_at <= ?", after.createdAt());
				conditions.and("(created_at, id) < (?, ?)", after.createdAt(), after.id());
			}
			merged.part("select id, created_at from durable_instance " + conditions + " order by " + first + column
					+ ", created_at desc, id desc", conditions.parameters().toArray());
		}
		return merged.run(sql, (row) -> position(row, ""));
	}

	private List<InstancePosition> byId(Sql sql, String taskHub, OrchestrationFilter filter,
			@Nullable InstancePosition after, int limit) throws SQLException {
		Conditions conditions = new Conditions();
		conditions.and("task_hub = ?", taskHub);
		this.database.idPrefix(conditions, Objects.requireNonNull(filter.instanceIdPrefix()));
		if (after != null) {
			conditions.and("instance_id > ?", after.instanceId());
		}
		if (filter.name() != null) {
			conditions.and("name = ?", filter.name());
		}
		Set<RuntimeStatus> statuses = statuses(filter);
		boolean rare = !statuses.contains(RuntimeStatus.COMPLETED);
		if (!statuses.equals(ALL)) {
			// Most instances have completed: no index of statuses helps to find these, so
			// an expression is asked for that no index has
			conditions.and((rare ? "runtime_status" : "runtime_status || ''") + " in (" + literals(statuses) + ")");
		}
		if (rare || filter.name() != null) {
			// an index for lists may be shorter than all that has the prefix
			conditions.and(LISTED);
		}
		restrict(conditions, filter);
		List<@Nullable Object> parameters = new ArrayList<>(conditions.parameters());
		parameters.add(limit);
		return sql.query(
				"select id, created_at, instance_id from durable_instance " + conditions
						+ " order by task_hub, instance_id fetch first ? rows only",
				(row) -> position(row, row.getString("instance_id")), parameters.toArray());
	}

	private void restrict(Conditions conditions, OrchestrationFilter filter) {
		if (filter.createdFrom() != null) {
			Instant from = filter.createdFrom();
			Instant micros = from.isBefore(EARLIEST) ? EARLIEST : from.truncatedTo(ChronoUnit.MICROS);
			conditions.and(micros.isBefore(from) ? "created_at > ?" : "created_at >= ?",
					micros.isAfter(LATEST) ? LATEST : micros);
		}
		if (filter.createdTo() != null) {
			Instant to = filter.createdTo();
			conditions.and("created_at <= ?", to.isAfter(LATEST) ? LATEST : (to.isBefore(EARLIEST) ? EARLIEST : to));
		}
		if (!filter.tags().isEmpty()) {
			this.database.tags(conditions, filter.tags());
		}
	}

	private static String literals(Collection<RuntimeStatus> statuses) {
		return statuses.stream().map((status) -> "'" + status.name() + "'").collect(Collectors.joining(", "));
	}

	private static InstancePosition position(ResultSet row, String instanceId) throws SQLException {
		return new InstancePosition(Objects.requireNonNull(Sql.instant(row, "created_at")), row.getLong("id"),
				instanceId);
	}

}
