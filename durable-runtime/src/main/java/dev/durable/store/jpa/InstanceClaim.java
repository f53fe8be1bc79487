package dev.durable.store.jpa;

import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Set;

import dev.durable.store.Due;
import dev.durable.store.OrchestratorName;
import org.jspecify.annotations.Nullable;

/**
 * Finds instances that are due and clears their wake-ups. Candidates are found without
 * locks, then locked and checked again; rows that others have locked are skipped.
 */
final class InstanceClaim {

	/**
	 * How many times more candidates than wanted, so that nodes that claim at the same
	 * time do not all try the same ones in vain.
	 */
	private static final int SPARE = 3;

	private final Fence fence;

	private final String due;

	private final String addressed;

	private final String nextDue;

	private final String lock;

	private final String take;

	private final String ownDue;

	private final String lockDue;

	InstanceClaim(Database database, Fence fence) {
		this.fence = fence;
		// the first columns are those of the index, which is how H2 sees that it is
		// sorted
		String ofCode = """
				select id, wake_at from durable_instance
				where task_hub = ? and name = ? and version = ? and owner_node is null and wake_at %s %s
				order by task_hub, name, version, wake_at nulls last""";
		this.due = ofCode.formatted("<=", database.now());
		this.nextDue = ofCode.formatted(">", database.now());
		// conditions that only check, in a way that finds no index
		this.addressed = """
				select id, wake_at from durable_instance
				where id = any(array(select m.instance from durable_message m
						where m.kind in ('TERMINATE', 'TERMINATE_TREE', 'SUSPEND', 'RESUME')))
					and task_hub || '' = ? and coalesce(owner_node, 0) = 0 and wake_at <= %s
				order by wake_at""".formatted(database.now());
		this.lock = """
				select id from durable_instance
				where id = any(?) and coalesce(owner_node, 0) = 0 and wake_at <= %s
				order by wake_at fetch first ? rows only
				%s skip locked
				""".formatted(database.now(), database.forUpdate());
		this.take = """
				update durable_instance
				set owner_node = ?, wake_at = null,
					runtime_status = case when runtime_status = 'PENDING' and (start_at is null or start_at <= %s)
						then 'RUNNING' else runtime_status end
				where id = any(?)
				""".formatted(database.now());
		this.ownDue = """
				select id from durable_instance
				where owner_node = ? and wake_at <= %s
				order by wake_at fetch first ? rows only
				""".formatted(database.now());
		this.lockDue = """
				select id from durable_instance
				where id = any(?) and owner_node is not distinct from ? and wake_at <= %s
				order by id
				%s skip locked
				""".formatted(database.now(), database.forUpdate());
	}

	/**
	 * Make a node the owner of instances that nobody owns.
	 */
	Due<List<Long>> claim(Sql sql, long node, String taskHub, Set<OrchestratorName> code, int limit)
			throws SQLException {
		List<Long> candidates = candidates(sql, taskHub, code, Math.multiplyExact(limit, SPARE));
		if (candidates.isEmpty()) {
			return new Due<>(candidates, false);
		}
		this.fence.hold(sql, node);
		List<Long> locked = sql.ids(this.lock, candidates, limit);
		if (!locked.isEmpty()) {
			sql.update(this.take, node, locked);
		}
		return new Due<>(locked, locked.size() < Math.min(limit, candidates.size()));
	}

	/**
	 * What lacks code is not read, however much of it is due.
	 */
	private List<Long> candidates(Sql sql, String taskHub, Set<OrchestratorName> code, int limit) throws SQLException {
		MergedQuery query = new MergedQuery("wake_at", limit);
		code.forEach((each) -> query.part(this.due, taskHub, each.name(), each.version()));
		query.part(this.addressed, taskHub);
		return query.run(sql, (row) -> row.getLong("id")).stream().distinct().toList();
	}

	/**
	 * Find out when the next instance will be due that a node has code for.
	 */
	@Nullable Instant next(Sql sql, String taskHub, Set<OrchestratorName> code) throws SQLException {
		MergedQuery query = new MergedQuery("wake_at", 1);
		code.forEach((each) -> query.part(this.nextDue, taskHub, each.name(), each.version()));
		return query.run(sql, (row) -> Objects.requireNonNull(Sql.instant(row, "wake_at")))
			.stream()
			.findFirst()
			.orElse(null);
	}

	/**
	 * Clear the wake-ups of instances that a node owns and that are due. Their inboxes
	 * are read after this: in the other order, a message that is committed in between
	 * would lie there with its wake-up cleared.
	 */
	Due<List<Long>> clearWakeUps(Sql sql, long node, int limit) throws SQLException {
		List<Long> candidates = sql.ids(this.ownDue, node, limit);
		List<Long> locked = candidates.isEmpty() ? candidates : sql.ids(this.lockDue, candidates, node);
		if (!locked.isEmpty()) {
			sql.update("update durable_instance set wake_at = null where id = any(?)", locked);
		}
		return new Due<>(locked, locked.size() < candidates.size());
	}

}
