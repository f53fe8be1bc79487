package dev.durable.store.jpa;

import java.sql.SQLException;
import java.util.List;
import java.util.Set;

import dev.durable.store.Due;
import dev.durable.store.OrchestratorName;

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

	private final String candidates;

	private final String lock;

	private final String take;

	private final String due;

	private final String lockDue;

	InstanceClaim(Database database, Fence fence) {
		this.fence = fence;
		this.candidates = """
				select i.id from durable_instance i
				where i.task_hub = ? and i.owner_node is null and i.wake_at <= %s
					and ((i.name, i.version) in (select c.name, c.version
							from unnest(cast(? as varchar array), cast(? as varchar array)) as c (name, version))
						or exists (select 1 from durable_message m
							where m.instance = i.id and m.kind in ('TERMINATE', 'TERMINATE_TREE', 'SUSPEND', 'RESUME')))
				order by i.wake_at fetch first ? rows only
				""".formatted(database.now());
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
		this.due = """
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
		String[] names = code.stream().map(OrchestratorName::name).toArray(String[]::new);
		String[] versions = code.stream().map(OrchestratorName::version).toArray(String[]::new);
		List<Long> candidates = sql.ids(this.candidates, taskHub, names, versions, Math.multiplyExact(limit, SPARE));
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
	 * Clear the wake-ups of instances that a node owns and that are due. Their inboxes
	 * are read after this: in the other order, a message that is committed in between
	 * would lie there with its wake-up cleared.
	 */
	Due<List<Long>> clearWakeUps(Sql sql, long node, int limit) throws SQLException {
		List<Long> candidates = sql.ids(this.due, node, limit);
		List<Long> locked = candidates.isEmpty() ? candidates : sql.ids(this.lockDue, candidates, node);
		if (!locked.isEmpty()) {
			sql.update("update durable_instance set wake_at = null where id = any(?)", locked);
		}
		return new Due<>(locked, locked.size() < candidates.size());
	}

}
