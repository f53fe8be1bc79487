package dev.durable.store.jpa;

import java.sql.Array;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

import org.jspecify.annotations.Nullable;

/**
 * Statements on one connection, whoever owns it. Spring's {@code JdbcTemplate} would bind
 * a connection of ours to the transaction of the thread that it runs in.
 */
final class Sql {

	private final Connection connection;

	Sql(Connection connection) {
		this.connection = connection;
	}

	Connection connection() {
		return this.connection;
	}

	/**
	 * Run statements without parameters or results, one after the other in one round trip
	 * where the driver can.
	 */
	void execute(String sql) throws SQLException {
		try (Statement statement = this.connection.createStatement()) {
			statement.execute(sql);
		}
	}

	<T> List<T> query(String sql, RowReader<T> reader, @Nullable Object... parameters) throws SQLException {
		try (PreparedStatement statement = this.connection.prepareStatement(sql)) {
			bind(statement, parameters);
			try (ResultSet resultSet = statement.executeQuery()) {
				List<T> rows = new ArrayList<>();
				while (resultSet.next()) {
					rows.add(reader.read(resultSet));
				}
				return rows;
			}
		}
	}

	<T> @Nullable T queryOne(String sql, RowReader<T> reader, @Nullable Object... parameters) throws SQLException {
		List<T> rows = query(sql, reader, parameters);
		return rows.isEmpty() ? null : rows.get(0);
	}

	List<Long> ids(String sql, @Nullable Object... parameters) throws SQLException {
		return query(sql, (row) -> row.getLong(1), parameters);
	}

	int update(String sql, @Nullable Object... parameters) throws SQLException {
		try (PreparedStatement statement = this.connection.prepareStatement(sql)) {
			bind(statement, parameters);
			return statement.executeUpdate();
		}
	}

	/**
	 * Insert one row.
	 * @return the number that the database has given it
	 */
	long insertReturningId(String sql, String idColumn, @Nullable Object... parameters) throws SQLException {
		try (PreparedStatement statement = this.connection.prepareStatement(sql, new String[] { idColumn })) {
			bind(statement, parameters);
			statement.executeUpdate();
			try (ResultSet keys = statement.getGeneratedKeys()) {
				keys.next();
				return keys.getLong(1);
			}
		}
	}

	/**
	 * Run a statement once for each row. Update counts are not returned: a driver that
	 * rewrites batches does not know them.
	 */
	void batch(String sql, List<@Nullable Object[]> rows) throws SQLException {
		if (rows.isEmpty()) {
			return;
		}
		try (PreparedStatement statement = this.connection.prepareStatement(sql)) {
			for (@Nullable
			Object[] row : rows) {
				bind(statement, row);
				statement.addBatch();
			}
			statement.executeBatch();
		}
	}

	private void bind(PreparedStatement statement, @Nullable Object[] parameters) throws SQLException {
		for (int i = 0; i < parameters.length; i++) {
			Object parameter = parameters[i];
			if (parameter instanceof Instant instant) {
				statement.setObject(i + 1, timestamp(instant));
			}
			else if (parameter instanceof Enum<?> constant) {
				statement.setString(i + 1, constant.name());
			}
			else if (parameter instanceof Collection<?> ids) {
				statement.setArray(i + 1, array("bigint", ids.toArray()));
			}
			else if (parameter instanceof Long[] ids) {
				statement.setArray(i + 1, array("bigint", ids));
			}
			else if (parameter instanceof Integer[] numbers) {
				statement.setArray(i + 1, array("integer", numbers));
			}
			else if (parameter instanceof String[] texts) {
				statement.setArray(i + 1, array("varchar", texts));
			}
			else {
				statement.setObject(i + 1, parameter);
			}
		}
	}

	private Array array(String type, @Nullable Object[] elements) throws SQLException {
		return this.connection.createArrayOf(type, elements);
	}

	static @Nullable Instant instant(ResultSet row, String column) throws SQLException {
		OffsetDateTime timestamp = row.getObject(column, OffsetDateTime.class);
		return (timestamp != null) ? timestamp.toInstant() : null;
	}

	private static OffsetDateTime timestamp(Instant instant) {
		// Databases round what is finer: into the future, maybe
		return instant.truncatedTo(ChronoUnit.MICROS).atOffset(ZoneOffset.UTC);
	}

	/**
	 * Reads one row of a result.
	 */
	@FunctionalInterface
	interface RowReader<T> {

		T read(ResultSet row) throws SQLException;

	}

}
