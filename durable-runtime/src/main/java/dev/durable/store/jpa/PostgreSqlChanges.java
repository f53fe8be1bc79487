package dev.durable.store.jpa;

import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

import dev.durable.store.InstanceChange;
import org.jspecify.annotations.Nullable;

/**
 * The part of a statement that commits a group: changes and ends instances, and deletes
 * the messages that were consumed. All of it happens, with what the statement inserts, or
 * nothing.
 * <p>
 * What several statements of a transaction do one after the other has to be one snapshot
 * here. The rows are locked in order first. An end deletes what others have sent, of
 * which the snapshot may lack something; so as in {@link PostgreSqlLoneCommits} the row
 * has to be the version that the snapshot has, and not due. Messages are counted before
 * they are deleted: nobody but the owner, which the fence says that this node is, deletes
 * them.
 */
final class PostgreSqlChanges {

	/**
	 * The beginning of a statement, in which {@code fence} is empty if anything is not as
	 * it has to be.
	 */
	static final String FENCE = """
			with node as materialized (
				select id, pg_postmaster_start_time() as started_at
				from durable_node where id = ? and pg_postmaster_start_time() = ? for key share
			), wanted as materialized (
				select c.id, c.runtime_status, c.generation, c.custom_status,
					cast(c.ended_at as timestamptz) as ended_at, i.xmin as version
				from node cross join unnest(cast(? as bigint[]), cast(? as varchar[]), cast(? as integer[]),
					cast(? as varchar[]), cast(? as varchar[]))
					as c (id, runtime_status, generation, custom_status, ended_at)
					join durable_instance i on i.id = c.id
			), locked as materialized (
				select i.id
				from wanted w join durable_instance i on i.id = w.id cross join node
				where i.owner_node is not distinct from node.id
					and (w.ended_at is null or (i.wake_at is null and i.xmin = w.version))
				order by i.id for no key update of i
			), fence as materialized (
				select started_at from node
				where (select count(*) from locked) = ?
					and (select count(distinct (select m.id from durable_message m where m.id = c.id))
						from unnest(cast(? as bigint[])) as c (id)) = ?
			), changed as (
				update durable_instance i
				set runtime_status = w.runtime_status, leftover = i.leftover or i.generation < w.generation,
					generation = w.generation, custom_status = w.custom_status,
					completed_at = coalesce(w.ended_at, i.completed_at),
					owner_node = case when w.ended_at is null then i.owner_node end,
					wake_at = case when w.ended_at is null then i.wake_at end
				from wanted w cross join fence
				where i.id = w.id
			), withdrawn as (
				delete from durable_activity a using wanted w cross join fence
				where a.instance = w.id and w.ended_at is not null
			), emptied as (
				delete from durable_message m using wanted w cross join fence
				where m.instance = w.id and w.ended_at is not null
			), consumed as (
				delete from durable_message m using fence where m.id = any(?)
			)
			""";

	private PostgreSqlChanges() {
	}

	/**
	 * Return the parameters of the beginning of a statement, after the node and the
	 * server.
	 */
	static List<@Nullable Object> parameters(CommitGroup group) {
		Map<Long, InstanceChange> changes = group.allChanges();
		Long[] consumed = group.consumed().toArray(Long[]::new);
		List<@Nullable Object> parameters = new ArrayList<>(List.of(columns(changes)));
		parameters.addAll(List.of(changes.size(), consumed, consumed.length, consumed));
		return parameters;
	}

	/**
	 * Return changes as an array for each column: ids, statuses, generations, custom
	 * statuses, and the times at which instances end. Times are texts, because drivers do
	 * not agree on arrays of timestamps.
	 */
	static Object[] columns(Map<Long, InstanceChange> changes) {
		int size = changes.size();
		Long[] ids = changes.keySet().toArray(Long[]::new);
		String[] statuses = new String[size];
		Integer[] generations = new Integer[size];
		@Nullable String[] customStatuses = new @Nullable String[size];
		@Nullable String[] ends = new @Nullable String[size];
		int i = 0;
		for (InstanceChange change : changes.values()) {
			statuses[i] = change.status().name();
			generations[i] = change.generation();
			customStatuses[i] = change.customStatus();
			ends[i] = change.status().isFinished() ? change.at().truncatedTo(ChronoUnit.MICROS).toString() : null;
			i++;
		}
		return new Object[] { ids, statuses, generations, customStatuses, ends };
	}

}
