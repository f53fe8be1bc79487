package dev.durable.store.jpa;

import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

import dev.durable.store.InstanceChange;
import dev.durable.store.Release;
import org.jspecify.annotations.Nullable;

/**
 * Updates rows of {@code durable_instance} that are locked.
 */
final class InstanceChanges {

	private static final String CHANGE = """
			update durable_instance
			set runtime_status = ?, leftover = leftover or generation < ?, generation = ?, custom_status = ?
			where id = ?
			""";

	private static final String FINISH = """
			update durable_instance
			set runtime_status = ?, leftover = leftover or generation < ?, generation = ?, custom_status = ?,
				completed_at = ?, owner_node = null, wake_at = null
			where id = ?
			""";

	private static final String RELEASE = "update durable_instance set owner_node = null, wake_at = ? where id = ?";

	void apply(Sql sql, Map<Long, InstanceChange> changes) throws SQLException {
		List<@Nullable Object[]> changed = new ArrayList<>();
		List<@Nullable Object[]> finished = new ArrayList<>();
		new TreeMap<>(changes).forEach((id, change) -> {
			if (change.status().isFinished()) {
				finished.add(new @Nullable Object[] { change.status(), change.generation(), change.generation(),
						change.customStatus(), change.at(), id });
			}
			else {
				changed.add(new @Nullable Object[] { change.status(), change.generation(), change.generation(),
						change.customStatus(), id });
			}
		});
		sql.batch(CHANGE, changed);
		sql.batch(FINISH, finished);
	}

	/**
	 * Delete the activities that instances which have ended had handed over.
	 */
	void withdrawActivities(Sql sql, Collection<Long> instances) throws SQLException {
		if (!instances.isEmpty()) {
			sql.update("delete from durable_activity where instance = any(?)", instances);
		}
	}

	void release(Sql sql, List<Release> releases) throws SQLException {
		List<@Nullable Object[]> rows = new ArrayList<>();
		for (Release release : releases) {
			rows.add(new @Nullable Object[] { release.wakeAt(), release.instance() });
		}
		sql.batch(RELEASE, rows);
	}

}
