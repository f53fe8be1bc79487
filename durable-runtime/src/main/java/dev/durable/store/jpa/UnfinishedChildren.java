package dev.durable.store.jpa;

import java.sql.SQLException;
import java.util.List;
import java.util.Map;

import dev.durable.store.Message;
import dev.durable.store.OutgoingMessage;

/**
 * Finds the children that have not finished, so that a message can be sent to them. A
 * parent has one commit in flight at a time: when one is written, all children that it
 * has started before are there.
 */
final class UnfinishedChildren {

	private static final String CHILDREN = """
			select id, parent_instance from durable_instance
			where parent_instance = any(?) and completed_at is null
			""";

	/**
	 * Return the messages to children, whose rows are not locked yet.
	 * @param toChildren the messages by the surrogate ids of the parents
	 */
	List<OutgoingMessage> messages(Sql sql, Map<Long, Message> toChildren) throws SQLException {
		if (toChildren.isEmpty()) {
			return List.of();
		}
		return sql.query(CHILDREN,
				(row) -> new OutgoingMessage(row.getLong("id"), toChildren.get(row.getLong("parent_instance"))),
				toChildren.keySet());
	}

}
