package dev.durable.store.jpa;

import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

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

	private static final String RELEASE = "update durable_instance set owner_node = null, wake_at = ? where id = ?";

	/**
	 * Change instances that go on.
	 * @param changes the changes by surrogate id, in order
	 */
	void apply(Sql sql, Map<Long, InstanceChange> changes) throws SQLException {
		List<@Nullable Object[]> rows = new ArrayList<>();
		changes.forEach((id, change) -> rows.add(new @Nullable Object[] { change.status(), change.generation(),
				change.generation(), change.customStatus(), id }));
		sql.batch(CHANGE, rows);
	}

	void release(Sql sql, List<Release> releases) throws SQLException {
		List<@Nullable Object[]> rows = new ArrayList<>();
		for (Release release : releases) {
			rows.add(new @Nullable Object[] { release.wakeAt(), release.instance() });
		}
		sql.batch(RELEASE, rows);
	}

}
