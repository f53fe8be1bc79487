package dev.durable.store.jpa;

import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

import dev.durable.store.InstanceChange;

/**
 * Ends instances in one statement: a round trip and a plan for all of it.
 */
final class PostgreSqlEndings implements Endings {

	private static final String END = """
			with ended as (
				update durable_instance i
				set runtime_status = e.runtime_status, leftover = i.leftover or i.generation < e.generation,
					generation = e.generation, custom_status = e.custom_status,
					completed_at = timestamptz 'epoch' + e.completed_at * interval '1 microsecond',
					owner_node = null, wake_at = null
				from unnest(cast(? as bigint[]), cast(? as varchar[]), cast(? as integer[]), cast(? as varchar[]),
					cast(? as bigint[])) as e (id, runtime_status, generation, custom_status, completed_at)
				where i.id = e.id and i.id = any(?)
			), withdrawn as (
				delete from durable_activity where instance = any(?)
			)
			delete from durable_message where instance = any(?)
			""";

	@Override
	public void end(Sql sql, Map<Long, InstanceChange> finished) throws SQLException {
		if (finished.isEmpty()) {
			return;
		}
		List<Object> parameters = new ArrayList<>(List.of(PostgreSqlChanges.columns(finished)));
		Object ids = parameters.get(0);
		parameters.addAll(List.of(ids, ids, ids));
		sql.update(END, parameters.toArray());
	}

}
