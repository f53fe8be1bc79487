package dev.durable.benchmark.workload;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;

/**
 * Fills the tables of this product with instances of earlier days. Their ids are
 * negative, so that they meet no others.
 */
final class ExistingRows {

	private static final int TURNS = 10;

	private static final String INSTANCES = """
			insert into durable_instance (id, task_hub, instance_id, name, version, generation, runtime_status,
				created_at, completed_at, wake_at, leftover)
			select %1$d - i, 'default', gen_random_uuid()::text, 'Sequential', '', 0, '%2$s',
				now() - i * interval '1 ms', %3$s, %4$s, false
			from generate_series(1, %5$d) i
			""";

	private static final String HISTORY = """
			insert into durable_history (instance, generation, turn, recorded_at, events)
			select %1$d - i, 0, t, now(), '[' || repeat('.', 228) || ']'
			from generate_series(1, %2$d) i, generate_series(0, %3$d) t
			""";

	private ExistingRows() {
	}

	/**
	 * Add completed instances of ten turns each.
	 */
	static void addCompleted(String url, int turns) throws SQLException {
		if (turns >= TURNS) {
			int instances = turns / TURNS;
			long before = lowestId(url);
			execute(url, INSTANCES.formatted(before, "COMPLETED", "now()", "null", instances),
					HISTORY.formatted(before, instances, TURNS - 1), "analyze", "checkpoint");
		}
	}

	/**
	 * Add instances that wait for a timer of tomorrow or for an event, half and half.
	 */
	static void addIdle(String url, int instances) throws SQLException {
		execute(url,
				INSTANCES.formatted(lowestId(url), "RUNNING", "null",
						"case when mod(i, 2) = 0 then now() + interval '1 day' + i * interval '1 ms' end", instances),
				"analyze", "checkpoint");
	}

	private static long lowestId(String url) throws SQLException {
		try (Progressing progress = new Progressing(url)) {
			return progress.count("select coalesce(least(min(id), 0), 0) from durable_instance");
		}
	}

	private static void execute(String url, String... statements) throws SQLException {
		try (Connection connection = DriverManager.getConnection(url);
				Statement statement = connection.createStatement()) {
			for (String sql : statements) {
				statement.execute(sql);
			}
		}
	}

}
