package dev.durable.store.jpa;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

import dev.durable.TraceContext;
import dev.durable.store.InboxMessage;
import dev.durable.store.Message;
import dev.durable.store.MessageKind;
import dev.durable.store.OutgoingMessage;
import org.jspecify.annotations.Nullable;

/**
 * The messages of instances. Their numbers come from the database one by one, while the
 * receiver is locked: that is what makes them an order.
 */
final class Inbox {

	private static final String INSERT = """
			insert into durable_message (instance, kind, name, generation, task_id, attempt, payload,
				trace_parent, trace_state, baggage)
			values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)""";

	private static final String READ = """
			select id, instance, kind, name, generation, task_id, attempt, payload, arrived_at,
				trace_parent, trace_state, baggage
			from (
				select m.*, row_number() over (partition by m.instance order by m.id) as place
				from durable_message m where m.instance = any(?)) numbered
			where place <= ?
			order by instance, id
			""";

	private static final String FIRST = """
			select id from durable_message where instance = ? order by instance, id fetch first 1 row only
			""";

	private final String wake;

	Inbox(Database database) {
		this.wake = """
				update durable_instance set wake_at = %1$s
				where id = any(?) and (wake_at is null or wake_at > %1$s)
				""".formatted(database.now());
	}

	/**
	 * Insert messages in order and make the receivers due, all of which are locked.
	 */
	void insert(Sql sql, List<OutgoingMessage> messages) throws SQLException {
		if (messages.isEmpty()) {
			return;
		}
		List<@Nullable Object[]> rows = new ArrayList<>();
		Set<Long> receivers = new HashSet<>();
		for (OutgoingMessage outgoing : messages) {
			Message message = outgoing.message();
			rows.add(new @Nullable Object[] { outgoing.target(), message.kind(), message.name(), message.generation(),
					message.taskId(), message.attempt(), message.payload(), message.trace().traceParent(),
					message.trace().traceState(), message.trace().baggage() });
			receivers.add(outgoing.target());
		}
		sql.batch(INSERT, rows);
		sql.update(this.wake, receivers);
	}

	/**
	 * Return whether an inbox has messages.
	 */
	boolean hasMessages(Sql sql, long instance) throws SQLException {
		return !sql.ids(FIRST, instance).isEmpty();
	}

	/**
	 * Delete messages that were consumed.
	 * @return whether all of them were there
	 */
	boolean delete(Sql sql, Collection<Long> messages) throws SQLException {
		return messages.isEmpty()
				|| sql.update("delete from durable_message where id = any(?)", messages) == messages.size();
	}

	/**
	 * Delete all messages of instances that have ended.
	 */
	void clear(Sql sql, Collection<Long> instances) throws SQLException {
		if (!instances.isEmpty()) {
			sql.update("delete from durable_message where instance = any(?)", instances);
		}
	}

	/**
	 * Read the first messages of instances.
	 */
	Map<Long, List<InboxMessage>> read(Sql sql, Collection<Long> instances, int limit) throws SQLException {
		Map<Long, List<InboxMessage>> messages = new HashMap<>();
		if (!instances.isEmpty()) {
			for (InboxMessage message : sql.query(READ, Inbox::message, instances, limit)) {
				messages.computeIfAbsent(message.instance(), (id) -> new ArrayList<>()).add(message);
			}
		}
		return messages;
	}

	/**
	 * Return which of the instances have messages.
	 */
	Set<Long> nonEmpty(Sql sql, Collection<Long> instances) throws SQLException {
		return instances.isEmpty() ? Set.of() : new HashSet<>(
				sql.ids("select distinct instance from durable_message where instance = any(?)", instances));
	}

	/**
	 * Return how many messages there are for each instance that has any.
	 */
	Map<Long, Integer> sizes(Sql sql, Collection<Long> instances) throws SQLException {
		Map<Long, Integer> sizes = new HashMap<>();
		if (!instances.isEmpty()) {
			sql.query("select instance, count(*) from durable_message where instance = any(?) group by instance",
					(row) -> sizes.put(row.getLong(1), row.getInt(2)), instances);
		}
		return sizes;
	}

	/**
	 * Return whether an inbox has as many messages as it may have.
	 */
	boolean isFull(Sql sql, long instance, int limit) throws SQLException {
		if (limit == Integer.MAX_VALUE) {
			return false;
		}
		List<Long> first = sql.ids(
				"select id from durable_message where instance = ? order by id fetch first ? rows only", instance,
				limit);
		return first.size() >= limit;
	}

	private static TraceContext trace(ResultSet row) throws SQLException {
		String traceParent = row.getString("trace_parent");
		return (traceParent != null)
				? new TraceContext(traceParent, row.getString("trace_state"), row.getString("baggage"))
				: TraceContext.NONE;
	}

	private static InboxMessage message(ResultSet row) throws SQLException {
		Message message = new Message(MessageKind.valueOf(row.getString("kind")), row.getString("name"),
				row.getInt("generation"), row.getInt("task_id"), row.getInt("attempt"), row.getString("payload"),
				trace(row));
		return new InboxMessage(row.getLong("id"), row.getLong("instance"), message,
				row.getObject("arrived_at", OffsetDateTime.class).toInstant());
	}

}
