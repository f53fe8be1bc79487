package dev.durable.store.jpa;

import java.sql.SQLException;
import java.util.List;

/**
 * Frees the id of a finished instance: it moves to a task hub, and gets an id, that users
 * cannot name, and is deleted piece by piece later.
 */
final class InstanceReplacement {

	static final String TASK_HUB = "@replaced";

	private static final String RENAME = """
			update durable_instance set task_hub = '@replaced', instance_id = '@replaced/' || cast(id as varchar(20)),
				leftover = true
			where id = any(?)
			""";

	/**
	 * Replace a finished instance whose row is locked.
	 */
	void replace(Sql sql, LockedInstance finished) throws SQLException {
		replace(sql, List.of(finished.id()));
	}

	/**
	 * Replace finished instances whose rows are locked.
	 */
	void replace(Sql sql, List<Long> finished) throws SQLException {
		if (!finished.isEmpty()) {
			sql.update(RENAME, finished);
		}
	}

}
