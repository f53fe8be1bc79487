package dev.durable.store.jpa;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Set;

import dev.durable.TraceContext;
import dev.durable.store.ClaimedActivity;
import dev.durable.store.Due;
import dev.durable.store.HandedOverActivity;
import org.jspecify.annotations.Nullable;

/**
 * Finds activities that are due. Candidates are found without locks, then locked and
 * checked again; rows that others have locked are skipped.
 */
final class ActivityClaim {

	/**
	 * How many times more candidates than wanted, so that nodes that claim at the same
	 * time do not all try the same ones in vain.
	 */
	private static final int SPARE = 3;

	// joined in a way that reads no index from end to end, whatever the plan was made for
	private static final String READ = """
			select a.id, a.instance, a.generation, a.task_id, a.attempt, a.task_hub, a.name, a.due_at, a.input,
				a.trace_parent, a.trace_state, i.baggage, i.instance_id, i.created_at
			from durable_activity a join durable_instance i on i.id = a.instance + 0
			where a.id = any(?) and i.id = any(array(select c.instance from durable_activity c where c.id = any(?)))
			order by a.due_at, a.id
			""";

	private final Fence fence;

	private final String due;

	private final String nextDue;

	private final String lock;

	ActivityClaim(Database database, Fence fence) {
		this.fence = fence;
		// the first columns are those of the index, which is how H2 sees that it is
		// sorted
		this.due = """
				select a.id, a.due_at from durable_activity a
					join durable_instance i on i.id = a.instance and i.generation = a.generation
				where a.task_hub = ? and a.name = ? and a.owner_node is null and a.due_at <= %s
				order by a.task_hub, a.name, a.due_at""".formatted(database.now());
		this.nextDue = """
				select due_at from durable_activity
				where task_hub = ? and name = ? and owner_node is null and due_at > %s
				order by task_hub, name, due_at""".formatted(database.now());
		this.lock = """
				select id from durable_activity
				where id = any(?) and coalesce(owner_node, 0) = 0
				order by due_at fetch first ? rows only
				%s skip locked
				""".formatted(database.forUpdate());
	}

	/**
	 * Make a node the owner of activities that nobody owns.
	 */
	Due<List<ClaimedActivity>> claim(Sql sql, long node, String taskHub, Set<String> names, int limit)
			throws SQLException {
		List<Long> candidates = candidates(sql, taskHub, names, Math.multiplyExact(limit, SPARE));
		if (candidates.isEmpty()) {
			return new Due<>(List.of(), false);
		}
		this.fence.hold(sql, node);
		List<Long> locked = sql.ids(this.lock, candidates, limit);
		boolean skipped = locked.size() < Math.min(limit, candidates.size());
		if (locked.isEmpty()) {
			return new Due<>(List.of(), skipped);
		}
		sql.update("update durable_activity set owner_node = ? where id = any(?)", node, locked);
		return new Due<>(sql.query(READ, ActivityClaim::read, locked, locked), skipped);
	}

	/**
	 * What lacks code is not read, however much of it is due.
	 */
	private List<Long> candidates(Sql sql, String taskHub, Set<String> names, int limit) throws SQLException {
		MergedQuery query = new MergedQuery("due_at", limit);
		names.forEach((name) -> query.part(this.due, taskHub, name));
		return query.run(sql, (row) -> row.getLong("id"));
	}

	/**
	 * Find out when the next activity will be due that a node has code for.
	 */
	@Nullable Instant next(Sql sql, String taskHub, Set<String> names) throws SQLException {
		MergedQuery query = new MergedQuery("due_at", 1);
		names.forEach((name) -> query.part(this.nextDue, taskHub, name));
		return query.run(sql, (row) -> Objects.requireNonNull(Sql.instant(row, "due_at")))
			.stream()
			.findFirst()
			.orElse(null);
	}

	private static ClaimedActivity read(ResultSet row) throws SQLException {
		HandedOverActivity activity = new HandedOverActivity(row.getLong("instance"), row.getInt("generation"),
				row.getInt("task_id"), row.getInt("attempt"), row.getString("task_hub"), row.getString("name"),
				Objects.requireNonNull(Sql.instant(row, "due_at")), row.getString("input"), new TraceContext(
						row.getString("trace_parent"), row.getString("trace_state"), row.getString("baggage")));
		return new ClaimedActivity(row.getLong("id"), activity, row.getString("instance_id"),
				Objects.requireNonNull(Sql.instant(row, "created_at")));
	}

}
