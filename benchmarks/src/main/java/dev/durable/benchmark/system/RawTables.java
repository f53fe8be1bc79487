package dev.durable.benchmark.system;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;

/**
 * The least that a durable orchestration can be in a database: a row that says it is
 * there and one row for each step. A step is an insert by primary key.
 */
final class RawTables {

	static final String INSERT_INSTANCE = "insert into raw_instance (id, payload) values (?, ?)";

	static final String INSERT_STEP = "insert into raw_step (instance, step, payload) values (?, ?, ?)";

	private RawTables() {
	}

	static void create(String url) {
		try (Connection connection = DriverManager.getConnection(url);
				Statement statement = connection.createStatement()) {
			statement.execute("create table raw_instance (id bigint primary key, payload text not null)");
			statement.execute("""
					create table raw_step (instance bigint, step int, payload text not null,
						primary key (instance, step))
					""");
		}
		catch (SQLException ex) {
			throw new IllegalStateException("Could not create the tables", ex);
		}
	}

}
