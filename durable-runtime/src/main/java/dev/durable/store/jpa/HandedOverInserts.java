package dev.durable.store.jpa;

import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

import dev.durable.store.HandedOverActivity;
import org.jspecify.annotations.Nullable;

/**
 * Inserts activities that turns hand over. The key of the turn guards against doing it
 * twice.
 */
final class HandedOverInserts {

	private static final String INSERT = """
			insert into durable_activity
				(instance, generation, task_id, attempt, task_hub, name, due_at, input, trace_parent, trace_state)
			values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)""";

	void insert(Sql sql, List<HandedOverActivity> activities) throws SQLException {
		List<@Nullable Object[]> rows = new ArrayList<>(activities.size());
		for (HandedOverActivity activity : activities) {
			rows.add(new @Nullable Object[] { activity.instance(), activity.generation(), activity.taskId(),
					activity.attempt(), activity.taskHub(), activity.name(), activity.dueAt(), activity.input(),
					activity.trace().traceParent(), activity.trace().traceState() });
		}
		sql.batch(INSERT, rows);
	}

}
