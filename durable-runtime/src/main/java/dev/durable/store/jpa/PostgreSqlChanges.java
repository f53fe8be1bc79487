package dev.durable.store.jpa;

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
 * them. Each part names the ids once more: of a plan that was made for a few rows, a join
 * alone might read all that there are in the end. A group without messages has a
 * statement without these parts, because to prepare and end them takes the server 30 of
 * 365 µs even if there are none (one end and two turns).
 */
final class PostgreSqlChanges {

	private static final String CHANGES = """
			with node as materialized (
				select id, pg_postmaster_start_time() as started_at
				from durable_node where id = ? and pg_postmaster_start_time() = ? for key share
			), wanted as materialized (
				select c.id, c.runtime_status, c.generation, c.custom_status,
					timestamptz 'epoch' + c.ended_at * interval '1 microsecond' as ended_at, i.xmin as version
				from node cross join unnest(cast(? as bigint[]), cast(? as varchar[]), cast(? as integer[]),
					cast(? as varchar[]), cast(? as bigint[]))
					as c (id, runtime_status, generation, custom_status, ended_at)
					join durable_instance i on i.id = c.id and i.id = any(?)
			), locked as materialized (
				select i.id
				from wanted w join durable_instance i on i.id = w.id cross join node
				where i.id = any(?) and i.owner_node is not distinct from node.id
					and (w.ended_at is null or (i.wake_at is null and i.xmin = w.version))
				order by i.id for no key update of i
			), fence as materialized (
				select started_at from node
				where (select count(*) from locked) = ? %s
			), changed as (
				update durable_instance i
				set runtime_status = w.runtime_status, leftover = i.leftover or i.generation < w.generation,
					generation = w.generation, custom_status = w.custom_status,
					completed_at = coalesce(w.ended_at, i.completed_at),
					owner_node = case when w.ended_at is null then i.owner_node end,
					wake_at = case when w.ended_at is null then i.wake_at end
				from wanted w cross join fence
				where i.id = w.id and i.id = any(?)
			), withdrawn as (
				delete from durable_activity a using wanted w cross join fence
				where a.instance = w.id and a.instance = any(?) and w.ended_at is not null
			), emptied as (
				delete from durable_message m using wanted w cross join fence
				where m.instance = w.id and m.instance = any(?) and w.ended_at is not null
			)%s
			""";

	private static final String ALL_ARE_THERE = """
			and (select count(distinct (select m.id from durable_message m where m.id = c.id))
				from unnest(cast(? as bigint[])) as c (id)) = ?
			""";

	private static final String CONSUMED = """
			, consumed as (
				delete from durable_message m using fence where m.id = any(?)
			)
			""";

	/**
	 * The beginning of a statement of a group that consumes no messages: {@code fence} is
	 * empty if anything is not as it has to be.
	 */
	static final String FENCE = CHANGES.formatted("", "");

	/**
	 * The same of a group that consumes messages.
	 */
	static final String FENCE_OF_CONSUMERS = CHANGES.formatted(ALL_ARE_THERE, CONSUMED);

	private PostgreSqlChanges() {
	}

	/**
	 * Return the parameters of the beginning of a statement, after the node and the
	 * server.
	 */
	static List<@Nullable Object> parameters(CommitGroup group) {
		Map<Long, InstanceChange> changes = group.allChanges();
		Object[] columns = columns(changes);
		Object ids = columns[0];
		List<@Nullable Object> parameters = new ArrayList<>(List.of(columns));
		parameters.addAll(List.of(ids, ids, changes.size()));
		if (!group.consumed().isEmpty()) {
			Long[] consumed = group.consumed().toArray(Long[]::new);
			parameters.addAll(List.of(consumed, consumed.length));
		}
		parameters.addAll(List.of(ids, ids, ids));
		if (!group.consumed().isEmpty()) {
			parameters.add(group.consumedByUnfinished().toArray(Long[]::new));
		}
		return parameters;
	}

	/**
	 * Return changes as an array for each column: ids, statuses, generations, custom
	 * statuses, and the {@linkplain EpochMicros times} at which instances end.
	 */
	static Object[] columns(Map<Long, InstanceChange> changes) {
		int size = changes.size();
		Long[] ids = changes.keySet().toArray(Long[]::new);
		String[] statuses = new String[size];
		Integer[] generations = new Integer[size];
		@Nullable String[] customStatuses = new @Nullable String[size];
		@Nullable Long[] ends = new @Nullable Long[size];
		int i = 0;
		for (InstanceChange change : changes.values()) {
			statuses[i] = change.status().name();
			generations[i] = change.generation();
			customStatuses[i] = change.customStatus();
			ends[i] = change.status().isFinished() ? EpochMicros.of(change.at()) : null;
			i++;
		}
		return new Object[] { ids, statuses, generations, customStatuses, ends };
	}

}
