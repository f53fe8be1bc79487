package dev.durable.store.jpa;

import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Objects;

import dev.durable.RuntimeStatus;
import dev.durable.store.HandedOverAttempt;
import dev.durable.store.InstanceEvidence;
import dev.durable.store.Message;
import dev.durable.store.MessageKind;
import dev.durable.store.NodeRow;
import dev.durable.store.TurnRow;
import dev.durable.store.UnfinishedChild;
import org.jspecify.annotations.Nullable;

/**
 * Reads what tells why an instance is where it is. Locks nothing.
 */
final class InstanceInspection {

	private static final String INBOX = """
			select kind, name, generation, task_id, attempt from durable_message
			where instance = ? order by id fetch first ? rows only
			""";

	private static final String HANDED_OVER = """
			select generation, task_id, attempt, owner_node, due_at from durable_activity
			where instance = ? order by id fetch first ? rows only
			""";

	private static final String CHILDREN = """
			select instance_id, runtime_status, parent_generation, parent_task from durable_instance
			where parent_instance = ? and completed_at is null order by id fetch first ? rows only
			""";

	private final Repositories repositories;

	private final Database database;

	private final String now;

	InstanceInspection(Repositories repositories, Database database) {
		this.repositories = repositories;
		this.database = database;
		this.now = "select %s as read_at".formatted(database.now());
	}

	/**
	 * Do work in a snapshot.
	 */
	<T extends @Nullable Object> T inSnapshot(Sql sql, EngineTransactions.Work<T> work) throws SQLException {
		this.database.beginSnapshot(sql);
		try {
			return work.run(sql);
		}
		finally {
			this.database.endSnapshot(sql);
		}
	}

	/**
	 * Read an instance, or return {@code null} if there is none.
	 */
	@Nullable InstanceEvidence read(Sql sql, String taskHub, String instanceId) throws SQLException {
		FoundInstance found = this.repositories.on(sql.connection(),
				(all) -> all.instances().findByInstanceId(taskHub, instanceId));
		if (found == null) {
			return null;
		}
		long id = found.id();
		List<TurnRow> turns = this.repositories.on(sql.connection(),
				(all) -> all.turns().findHistory(taskHub, instanceId).stream().map(TurnEntity::toRow).toList());
		List<NodeRow> nodes = this.repositories.on(sql.connection(),
				(all) -> all.nodes().findAllByOrderById().stream().map(NodeEntity::toRow).toList());
		Instant readAt = Objects
			.requireNonNull(sql.queryOne(this.now, (row) -> Objects.requireNonNull(Sql.instant(row, "read_at"))));
		return new InstanceEvidence(found.toRow(), found.instance().suspicion(), turns, inbox(sql, id),
				handedOver(sql, id), children(sql, id), nodes, readAt);
	}

	private static List<Message> inbox(Sql sql, long instance) throws SQLException {
		return sql.query(INBOX,
				(row) -> new Message(MessageKind.valueOf(row.getString("kind")), row.getString("name"),
						row.getInt("generation"), row.getInt("task_id"), row.getInt("attempt"), null),
				instance, InstanceEvidence.LIMIT);
	}

	private static List<HandedOverAttempt> handedOver(Sql sql, long instance) throws SQLException {
		return sql.query(HANDED_OVER,
				(row) -> new HandedOverAttempt(row.getInt("generation"), row.getInt("task_id"), row.getInt("attempt"),
						row.getObject("owner_node", Long.class), Objects.requireNonNull(Sql.instant(row, "due_at"))),
				instance, InstanceEvidence.LIMIT);
	}

	private static List<UnfinishedChild> children(Sql sql, long instance) throws SQLException {
		return sql.query(CHILDREN,
				(row) -> new UnfinishedChild(row.getString("instance_id"),
						RuntimeStatus.valueOf(row.getString("runtime_status")), row.getInt("parent_generation"),
						row.getInt("parent_task")),
				instance, InstanceEvidence.LIMIT);
	}

}
