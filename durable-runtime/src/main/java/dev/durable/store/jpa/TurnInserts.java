package dev.durable.store.jpa;

import java.sql.SQLException;
import java.time.temporal.ChronoUnit;
import java.util.List;

import dev.durable.store.NewInstance;
import dev.durable.store.TurnRow;

/**
 * Appends to history. A key that exists already must fail.
 */
final class TurnInserts {

	// Times are texts because drivers do not agree on arrays of timestamps
	private static final String INSERT = """
			insert into durable_history (instance, generation, turn, recorded_at, events)
			select t.instance, t.generation, t.turn, cast(t.recorded_at as timestamp(6) with time zone), t.events
			from unnest(cast(? as bigint array), cast(? as integer array), cast(? as integer array),
				cast(? as varchar array), cast(? as varchar array))
				as t (instance, generation, turn, recorded_at, events)
			""";

	void insert(Sql sql, List<TurnRow> turns) throws SQLException {
		if (!turns.isEmpty()) {
			Object[] times = turns.stream()
				.map((turn) -> turn.recordedAt().truncatedTo(ChronoUnit.MICROS).toString())
				.toArray(String[]::new);
			sql.update(INSERT, columns(turns, times));
		}
	}

	/**
	 * Return turns as an array for each column.
	 * @param times their times, as the statement takes them
	 */
	static Object[] columns(List<TurnRow> turns, Object[] times) {
		int size = turns.size();
		Long[] instances = new Long[size];
		Integer[] generations = new Integer[size];
		Integer[] numbers = new Integer[size];
		String[] events = new String[size];
		for (int i = 0; i < size; i++) {
			TurnRow turn = turns.get(i);
			instances[i] = turn.instance();
			generations[i] = turn.generation();
			numbers[i] = turn.turn();
			events[i] = turn.events();
		}
		return new Object[] { instances, generations, numbers, times, events };
	}

	static TurnRow firstTurn(NewInstance instance) {
		return new TurnRow(instance.id(), 0, 0, instance.createdAt(), instance.events());
	}

}
