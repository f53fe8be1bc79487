package dev.durable.store.jpa;

import java.sql.Connection;
import java.sql.SQLException;

/**
 * Finds out which database there is.
 */
final class Databases {

	private Databases() {
	}

	/**
	 * Detect the database.
	 * @throws UnsupportedDatabaseException if it is not supported
	 */
	static Database detect(Connection connection) throws SQLException {
		ProductVersion version = ProductVersion.of(connection.getMetaData());
		if ("PostgreSQL".equals(version.product()) && version.isAtLeast(14, 0)) {
			return new PostgreSqlDatabase(version);
		}
		if ("H2".equals(version.product()) && version.isAtLeast(2, 4)) {
			return new H2Database(version);
		}
		throw new UnsupportedDatabaseException(version.toString());
	}

}
