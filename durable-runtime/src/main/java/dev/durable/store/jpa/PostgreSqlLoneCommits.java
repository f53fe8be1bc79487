package dev.durable.store.jpa;

import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

import dev.durable.store.InstanceChange;
import dev.durable.store.NewInstance;
import dev.durable.store.TurnRow;
import org.jspecify.annotations.Nullable;

/**
 * Commits a start (with its first run, if it is there), a turn or an end that is alone in
 * its group, in one statement without arrays: of a turn that takes the server half the
 * time above that of an insert. An end locks no other row, so it needs no order. If
 * nothing was written, a transaction finds out why.
 * <p>
 * An end has to delete what others have sent, and a statement does not see what was
 * committed after it had begun. So it ends only an instance whose row is the one that it
 * has seen from its beginning: whoever sends something changes the row, because that is
 * not due. In {@code wake_at} alone this could not be seen: the owner may have cleared it
 * meanwhile.
 */
final class PostgreSqlLoneCommits {

	private static final String START = """
			with fence as materialized (
				select id from durable_node where id = ? and pg_postmaster_start_time() = ? for key share
			), started as (
				insert into durable_instance (id, task_hub, instance_id, name, version, runtime_status, created_at,
					owner_node, wake_at, start_at, parent_instance, parent_generation, parent_task, trace_parent,
					trace_state, baggage, tags, generation, leftover)
				select ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 0, false from fence
				on conflict do nothing
				returning id
			)
			insert into durable_history (instance, generation, turn, recorded_at, events)
			""";

	private static final String START_ALONE = START + "select id, 0, 0, ?, ? from started";

	private static final String START_WITH_RUN = START + """
			select id, 0, turn, recorded_at, events
			from started cross join (values (0, cast(? as timestamptz), ?), (cast(? as integer), ?, ?))
				as t (turn, recorded_at, events)
			""";

	private static final String TURN = """
			insert into durable_history (instance, generation, turn, recorded_at, events)
			select ?, ?, ?, ?, ?
			from (select id from durable_node where id = ? and pg_postmaster_start_time() = ? for key share) as fence
			""";

	private static final String END = """
			with fence as materialized (
				select id from durable_node where id = ? and pg_postmaster_start_time() = ? for key share
			), seen as materialized (
				select i.id, i.xmin as version from durable_instance i, fence
				where i.id = ? and i.owner_node is not distinct from fence.id and i.wake_at is null
			), ended as (
				update durable_instance i
				set runtime_status = ?, leftover = i.leftover or i.generation < ?, generation = ?, custom_status = ?,
					completed_at = ?, owner_node = null, wake_at = null
				from seen
				where i.id = seen.id and i.xmin = seen.version
				returning i.id
			), withdrawn as (
				delete from durable_activity a using ended where a.instance = ended.id
			), emptied as (
				delete from durable_message m using ended where m.instance = ended.id
			)
			insert into durable_history (instance, generation, turn, recorded_at, events)
			select id, ?, ?, ?, ? from ended
			""";

	private final InstanceRows rows = new InstanceRows();

	/**
	 * Return whether a group is one of the three.
	 */
	static boolean isLone(CommitGroup group) {
		return group.isLoneStart() || group.isLoneTurn() || group.isLoneEnd();
	}

	/**
	 * Commit a group.
	 * @param serverStartedAt since when the server runs that is known
	 * @return whether it is committed; otherwise nothing has happened
	 */
	boolean commit(Sql sql, long node, CommitGroup group, Instant serverStartedAt) throws SQLException {
		if (group.isLoneStart()) {
			return start(sql, node, group.starts().get(0), group.firstRun(), serverStartedAt);
		}
		TurnRow turn = group.turns().get(0);
		InstanceChange end = group.finished().get(turn.instance());
		return (end != null) ? end(sql, node, turn, end, serverStartedAt) : turn(sql, node, turn, serverStartedAt);
	}

	private boolean start(Sql sql, long node, NewInstance start, @Nullable TurnRow first, Instant serverStartedAt)
			throws SQLException {
		List<@Nullable Object> parameters = new ArrayList<>(List.of(node, serverStartedAt));
		parameters.addAll(Arrays.asList(this.rows.row(start, node)));
		parameters.add(start.createdAt());
		parameters.add(start.events());
		if (first == null) {
			return sql.update(START_ALONE, parameters.toArray()) == 1;
		}
		parameters.addAll(List.of(first.turn(), first.recordedAt(), first.events()));
		return sql.update(START_WITH_RUN, parameters.toArray()) == 2;
	}

	private static boolean turn(Sql sql, long node, TurnRow turn, Instant serverStartedAt) throws SQLException {
		return sql.update(TURN, turn.instance(), turn.generation(), turn.turn(), turn.recordedAt(), turn.events(), node,
				serverStartedAt) == 1;
	}

	private static boolean end(Sql sql, long node, TurnRow turn, InstanceChange end, Instant serverStartedAt)
			throws SQLException {
		return sql.update(END, node, serverStartedAt, turn.instance(), end.status(), end.generation(), end.generation(),
				end.customStatus(), end.at(), turn.generation(), turn.turn(), turn.recordedAt(), turn.events()) == 1;
	}

}
