package dev.durable.store.jpa;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;

import dev.durable.store.NewInstance;
import dev.durable.store.NodeFencedException;
import dev.durable.store.TurnRow;
import org.jspecify.annotations.Nullable;

/**
 * Inserts and takes the fence in one statement: a round trip and a plan for all of it.
 * Without the fence it inserts nothing. The statement that is a transaction of its own
 * does also what is to be {@linkplain PostgreSqlChanges changed}.
 */
final class PostgreSqlInserts implements FencedInserts {

	private static final String FENCE = """
			with fence as materialized (
				select pg_postmaster_start_time() as started_at from durable_node where id = ? %s for key share
			)
			""";

	private static final String KNOWN_SERVER = "and pg_postmaster_start_time() = ?";

	private static final String INSTANCES = """
			, started as (
				insert into durable_instance (id, task_hub, instance_id, name, version, generation, runtime_status,
					created_at, owner_node, wake_at, start_at, parent_instance, parent_generation, parent_task,
					trace_parent, trace_state, baggage, tags, leftover)
				select s.id, s.task_hub, s.instance_id, s.name, s.version, 0, s.runtime_status,
					timestamptz 'epoch' + s.created_at * interval '1 microsecond', s.owner_node,
					cast(s.wake_at as timestamptz), cast(s.start_at as timestamptz), s.parent_instance,
					s.parent_generation, s.parent_task, s.trace_parent, s.trace_state, s.baggage, s.tags, false
				from fence cross join unnest(cast(? as bigint[]), cast(? as varchar[]), cast(? as varchar[]),
					cast(? as varchar[]), cast(? as varchar[]), cast(? as varchar[]), cast(? as bigint[]),
					cast(? as bigint[]), cast(? as varchar[]), cast(? as varchar[]), cast(? as bigint[]),
					cast(? as integer[]), cast(? as integer[]), cast(? as varchar[]), cast(? as varchar[]),
					cast(? as varchar[]), cast(? as varchar[])) with ordinality
					as s (id, task_hub, instance_id, name, version, runtime_status, created_at, owner_node, wake_at,
						start_at, parent_instance, parent_generation, parent_task, trace_parent, trace_state, baggage,
						tags, place)
				order by s.place
				on conflict do nothing
				returning id
			)
			""";

	private static final String TURNS = """
			, recorded as (
				insert into durable_history (instance, generation, turn, recorded_at, events)
				select t.instance, t.generation, t.turn,
					timestamptz 'epoch' + t.recorded_at * interval '1 microsecond', t.events
				from fence cross join unnest(cast(? as bigint[]), cast(? as integer[]), cast(? as integer[]),
					cast(? as bigint[]), cast(? as varchar[])%s
			)
			""";

	private static final String OF_EXISTING = ") as t (instance, generation, turn, recorded_at, events)";

	// Turns of new instances are there only if those are
	private static final String OF_ALL = """
			, cast(? as boolean[])) as t (instance, generation, turn, recorded_at, events, is_of_new)
				where not t.is_of_new or t.instance in (select id from started)
			""";

	private static final String TURNS_ONLY = TURNS.formatted(OF_EXISTING)
			+ "select started_at, cast(null as bigint) as id from fence";

	private static final String ALL = INSTANCES + TURNS.formatted(OF_ALL)
			+ "select f.started_at, s.id from fence f left join started s on true";

	private static final String EXISTING = "select id from durable_instance where id = any(?)";

	private final Statements ofAnyServer = Statements.with(FENCE.formatted(""));

	private final Statements ofKnownServer = Statements.with(FENCE.formatted(KNOWN_SERVER));

	private final Statements withChanges = Statements.with(PostgreSqlChanges.FENCE);

	private final Statements withMessages = Statements.with(PostgreSqlChanges.FENCE_OF_CONSUMERS);

	private final InstanceRows rows = new InstanceRows();

	private final PostgreSqlLoneCommits loneCommits = new PostgreSqlLoneCommits();

	@Override
	public Inserted insert(Sql sql, long node, CommitGroup group) throws SQLException {
		Inserted inserted = run(sql, node, group, null);
		if (inserted == null) {
			throw new NodeFencedException(node);
		}
		return inserted;
	}

	@Override
	public boolean fitsOneStatement(CommitGroup group) {
		return group.isSelfContained();
	}

	@Override
	public @Nullable Inserted writeAtOnce(Sql sql, long node, CommitGroup group, Instant serverStartedAt)
			throws SQLException {
		if (PostgreSqlLoneCommits.isLone(group)) {
			boolean committed = this.loneCommits.commit(sql, node, group, serverStartedAt);
			return committed ? new Inserted(ids(group.starts()), serverStartedAt) : null;
		}
		return run(sql, node, group, serverStartedAt);
	}

	private @Nullable Inserted run(Sql sql, long node, CommitGroup group, @Nullable Instant serverStartedAt)
			throws SQLException {
		List<NewInstance> instances = group.newInstances();
		boolean changing = serverStartedAt != null && !group.isInsertsOnly();
		Statements statements = (serverStartedAt != null) ? this.ofKnownServer : this.ofAnyServer;
		if (changing) {
			statements = group.consumed().isEmpty() ? this.withChanges : this.withMessages;
		}
		String statement = instances.isEmpty() ? statements.turnsOnly() : statements.all();
		List<@Nullable Object> parameters = new ArrayList<>();
		parameters.add(node);
		if (serverStartedAt != null) {
			parameters.add(serverStartedAt);
		}
		if (changing) {
			parameters.addAll(PostgreSqlChanges.parameters(group));
		}
		if (instances.isEmpty()) {
			parameters.addAll(Arrays.asList(columns(group.turns())));
		}
		else {
			parameters.addAll(Arrays.asList(this.rows.columns(instances, node)));
			addTurns(parameters, group);
		}
		List<Row> found = sql.query(statement, Row::read, parameters.toArray());
		if (found.isEmpty()) {
			return null;
		}
		Set<Long> inserted = new HashSet<>();
		found.forEach((row) -> {
			if (row.started() != null) {
				inserted.add(row.started());
			}
		});
		Instant startedAt = found.get(0).serverStartedAt();
		return new Inserted((serverStartedAt != null) ? withEarlierAtOnce(sql, instances, inserted)
				: withEarlier(sql, instances, inserted), startedAt);
	}

	private static Set<Long> ids(List<NewInstance> instances) {
		return instances.stream().map(NewInstance::id).collect(Collectors.toSet());
	}

	private static void addTurns(List<@Nullable Object> parameters, CommitGroup group) {
		List<TurnRow> turns = new ArrayList<>(group.turns());
		turns.addAll(group.turnsOfNewInstances());
		Boolean[] isOfNew = new Boolean[turns.size()];
		Arrays.setAll(isOfNew, (i) -> i >= group.turns().size());
		parameters.addAll(Arrays.asList(columns(turns)));
		parameters.add(isOfNew);
	}

	private static Object[] columns(List<TurnRow> turns) {
		Long[] times = new Long[turns.size()];
		Arrays.setAll(times, (i) -> EpochMicros.of(turns.get(i).recordedAt()));
		return TurnInserts.columns(turns, times);
	}

	/**
	 * Return all that are there: a statement whose answer was lost may have inserted some
	 * of them before.
	 */
	private static Set<Long> withEarlier(Sql sql, List<NewInstance> instances, Set<Long> inserted) throws SQLException {
		if (inserted.size() < instances.size()) {
			List<Long> missing = instances.stream()
				.map(NewInstance::id)
				.filter((id) -> !inserted.contains(id))
				.toList();
			inserted.addAll(sql.ids(EXISTING, missing));
		}
		return inserted;
	}

	/**
	 * The same when the statement is committed already: a failure must not look like one
	 * of that.
	 */
	private static Set<Long> withEarlierAtOnce(Sql sql, List<NewInstance> instances, Set<Long> inserted) {
		try {
			return withEarlier(sql, instances, inserted);
		}
		catch (SQLException ex) {
			throw new IllegalStateException("What was inserted earlier cannot be read", ex);
		}
	}

	/**
	 * The statements, made once.
	 *
	 * @param turnsOnly inserts turns
	 * @param all inserts instances, too
	 */
	private record Statements(String turnsOnly, String all) {

		static Statements with(String fence) {
			return new Statements(fence + TURNS_ONLY, fence + ALL);
		}

	}

	/**
	 * A row of the result.
	 */
	private record Row(Instant serverStartedAt, @Nullable Long started) {

		/**
		 * Read a row. The statement may be committed by then, so a failure here must not
		 * look like one of the database.
		 */
		static Row read(ResultSet row) {
			try {
				return new Row(Objects.requireNonNull(Sql.instant(row, "started_at")), row.getObject("id", Long.class));
			}
			catch (SQLException ex) {
				throw new IllegalStateException("What was inserted cannot be read", ex);
			}
		}

	}

}
