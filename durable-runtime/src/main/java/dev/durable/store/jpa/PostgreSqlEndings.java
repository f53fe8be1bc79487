package dev.durable.store.jpa;

import java.sql.SQLException;
import java.time.temporal.ChronoUnit;
import java.util.Map;

import dev.durable.store.InstanceChange;
import org.jspecify.annotations.Nullable;

/**
 * Ends instances in one statement: a round trip and a plan for all of it.
 */
final class PostgreSqlEndings implements Endings {

	private static final String END = """
			with ended as (
				update durable_instance i
				set runtime_status = e.runtime_status, leftover = i.leftover or i.generation < e.generation,
					generation = e.generation, custom_status = e.custom_status,
					completed_at = cast(e.completed_at as timestamptz), owner_node = null, wake_at = null
				from unnest(cast(? as bigint[]), cast(? as varchar[]), cast(? as integer[]), cast(? as varchar[]),
					cast(? as varchar[])) as e (id, runtime_status, generation, custom_status, completed_at)
				where i.id = e.id
			), withdrawn as (
				delete from durable_activity where instance = any(?)
			)
			delete from durable_message where instance = any(?)
			""";

	@Override
	public void end(Sql sql, Map<Long, InstanceChange> finished) throws SQLException {
		int size = finished.size();
		if (size == 0) {
			return;
		}
		Long[] ids = finished.keySet().toArray(Long[]::new);
		String[] statuses = new String[size];
		Integer[] generations = new Integer[size];
		@Nullable String[] customStatuses = new @Nullable String[size];
		String[] times = new String[size];
		int i = 0;
		for (InstanceChange change : finished.values()) {
			statuses[i] = change.status().name();
			generations[i] = change.generation();
			customStatuses[i] = change.customStatus();
			times[i] = change.at().truncatedTo(ChronoUnit.MICROS).toString();
			i++;
		}
		sql.update(END, ids, statuses, generations, customStatuses, times, ids, ids);
	}

}
