package dev.durable.store.jpa;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

import dev.durable.RuntimeStatus;
import dev.durable.TraceContext;
import dev.durable.store.InboxMessage;
import dev.durable.store.InstanceRow;
import dev.durable.store.LoadedInstance;
import dev.durable.store.ParentLink;
import dev.durable.store.Suspicion;
import dev.durable.store.TurnRow;
import org.jspecify.annotations.Nullable;

/**
 * Reads instances that a node owns, with all that is needed to go on with them. Not
 * through entities: a list of ids has Hibernate translate the query anew each time, and
 * entities are registered one by one only to be left.
 */
final class InstanceLoading {

	// Not all columns, whatever they are: when another version adds one, the server
	// refuses statements that were prepared before and would have more of them now
	private static final String INSTANCES = """
			select i.id, i.task_hub, i.instance_id, i.name, i.version, i.generation, i.runtime_status, i.created_at,
				i.completed_at, i.owner_node, i.wake_at, i.start_at, i.custom_status, i.parent_instance,
				i.parent_generation, i.parent_task, i.trace_parent, i.trace_state, i.baggage, i.tags, i.rewinds,
				i.rewound_at, i.takeovers, i.taken_over_at, i.trials,
				(select p.instance_id from durable_instance p
					where p.id = i.parent_instance and p.task_hub || '' = i.task_hub) as parent_instance_id
			from durable_instance i
			where i.id = any(?) and i.owner_node is not distinct from ?
			""";

	private static final String HISTORIES = """
			select t.instance, t.generation, t.turn, t.recorded_at, t.events
			from durable_instance i join durable_history t on t.instance = i.id and t.generation = i.generation
			where i.id = any(?)
			order by t.instance, t.turn
			""";

	private final TagsConverter tagsConverter = new TagsConverter();

	private final Inbox inbox;

	InstanceLoading(Inbox inbox) {
		this.inbox = inbox;
	}

	/**
	 * Read those of the instances that a node owns.
	 * @param inboxLimit how many messages of each to read
	 */
	List<LoadedInstance> load(Sql sql, long node, Collection<Long> instances, int inboxLimit) throws SQLException {
		List<Owned> owned = sql.query(INSTANCES, this::owned, instances, node);
		if (owned.isEmpty()) {
			return List.of();
		}
		List<Long> ids = owned.stream().map((instance) -> instance.row().id()).toList();
		Map<Long, List<TurnRow>> histories = histories(sql, ids);
		Map<Long, List<InboxMessage>> messages = this.inbox.read(sql, ids, inboxLimit);
		return owned.stream()
			.map((instance) -> new LoadedInstance(instance.row(),
					histories.getOrDefault(instance.row().id(), List.of()),
					messages.getOrDefault(instance.row().id(), List.of()), instance.suspicion()))
			.toList();
	}

	private static Map<Long, List<TurnRow>> histories(Sql sql, List<Long> instances) throws SQLException {
		Map<Long, List<TurnRow>> histories = new HashMap<>();
		for (TurnRow turn : sql.query(HISTORIES, InstanceLoading::turn, instances)) {
			histories.computeIfAbsent(turn.instance(), (id) -> new ArrayList<>()).add(turn);
		}
		return histories;
	}

	private static TurnRow turn(ResultSet row) throws SQLException {
		return new TurnRow(row.getLong("instance"), row.getInt("generation"), row.getInt("turn"),
				Objects.requireNonNull(Sql.instant(row, "recorded_at")), row.getString("events"));
	}

	private Owned owned(ResultSet row) throws SQLException {
		Map<String, String> tags = this.tagsConverter.convertToEntityAttribute(row.getString("tags"));
		InstanceRow instance = new InstanceRow(row.getLong("id"), row.getString("task_hub"),
				row.getString("instance_id"), row.getString("name"), row.getString("version"), row.getInt("generation"),
				RuntimeStatus.valueOf(row.getString("runtime_status")),
				Objects.requireNonNull(Sql.instant(row, "created_at")), Sql.instant(row, "completed_at"),
				row.getObject("owner_node", Long.class), Sql.instant(row, "wake_at"), Sql.instant(row, "start_at"),
				row.getString("custom_status"), parent(row), row.getString("parent_instance_id"),
				new TraceContext(row.getString("trace_parent"), row.getString("trace_state"), row.getString("baggage")),
				(tags != null) ? tags : Map.of(), row.getInt("rewinds"), Sql.instant(row, "rewound_at"));
		return new Owned(instance,
				new Suspicion(row.getInt("takeovers"), row.getLong("taken_over_at"), row.getInt("trials")));
	}

	private static @Nullable ParentLink parent(ResultSet row) throws SQLException {
		Long instance = row.getObject("parent_instance", Long.class);
		return (instance != null) ? new ParentLink(instance, row.getInt("parent_generation"), row.getInt("parent_task"))
				: null;
	}

	/**
	 * An instance without history and inbox.
	 */
	private record Owned(InstanceRow row, Suspicion suspicion) {

	}

}
