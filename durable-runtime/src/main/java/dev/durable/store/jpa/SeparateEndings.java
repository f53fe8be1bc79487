package dev.durable.store.jpa;

import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

import dev.durable.store.InstanceChange;
import org.jspecify.annotations.Nullable;

/**
 * Ends instances with a statement for each table.
 */
final class SeparateEndings implements Endings {

	private static final String FINISH = """
			update durable_instance
			set runtime_status = ?, leftover = leftover or generation < ?, generation = ?, custom_status = ?,
				completed_at = ?, owner_node = null, wake_at = null
			where id = ?
			""";

	@Override
	public void end(Sql sql, Map<Long, InstanceChange> finished) throws SQLException {
		if (finished.isEmpty()) {
			return;
		}
		List<@Nullable Object[]> rows = new ArrayList<>();
		finished.forEach((id, change) -> rows.add(new @Nullable Object[] { change.status(), change.generation(),
				change.generation(), change.customStatus(), change.at(), id }));
		sql.batch(FINISH, rows);
		sql.update("delete from durable_activity where instance = any(?)", finished.keySet());
		sql.update("delete from durable_message where instance = any(?)", finished.keySet());
	}

}
