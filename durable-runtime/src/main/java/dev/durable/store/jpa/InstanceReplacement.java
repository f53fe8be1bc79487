package dev.durable.store.jpa;

import java.sql.SQLException;

/**
 * Frees the id of a finished instance: it moves to a task hub, and gets an id, that users
 * cannot name, and is deleted piece by piece later.
 */
final class InstanceReplacement {

	static final String TASK_HUB = "@replaced";

	private static final String RENAME = """
			update durable_instance set task_hub = '@replaced', instance_id = '@replaced/' || cast(id as varchar(20)),
				leftover = true
			where id = ?
			""";

	/**
	 * Replace a finished instance whose row is locked.
	 */
	void replace(Sql sql, LockedInstance finished) throws SQLException {
		sql.update(RENAME, finished.id());
	}

}
