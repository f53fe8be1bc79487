package dev.durable.benchmark.workload;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;

/**
 * Asks a database how far a system is.
 */
final class Progressing implements AutoCloseable {

	private static final Duration INTERVAL = Duration.ofMillis(20);

	private static final Duration TIMEOUT = Duration.ofMinutes(3);

	private final Connection connection;

	Progressing(String url) throws SQLException {
		this.connection = DriverManager.getConnection(url);
		try (Statement statement = this.connection.createStatement()) {
			// statistics of tables that have just grown say nothing
			statement.execute("set enable_seqscan = off");
		}
	}

	long count(String sql) throws SQLException {
		try (Statement statement = this.connection.createStatement(); ResultSet row = statement.executeQuery(sql)) {
			row.next();
			return row.getLong(1);
		}
	}

	/**
	 * Wait until a query counts nothing any more.
	 */
	void awaitNone(String sql) throws SQLException, InterruptedException {
		long deadline = System.nanoTime() + TIMEOUT.toNanos();
		long count = count(sql);
		while (count > 0) {
			if (System.nanoTime() > deadline) {
				throw new IllegalStateException("%d remain of: %s".formatted(count, sql));
			}
			Thread.sleep(INTERVAL.toMillis());
			count = count(sql);
		}
	}

	@Override
	public void close() throws SQLException {
		this.connection.close();
	}

}
