package dev.durable.store.jpa;

import java.sql.Connection;
import java.sql.DatabaseMetaData;
import java.sql.SQLException;

/**
 * Finds out which database there is.
 */
final class Databases {

	private static final int OLDEST_POSTGRESQL = 14;

	private Databases() {
	}

	/**
	 * Detect the database.
	 * @throws IllegalStateException if it is not supported
	 */
	static Database detect(Connection connection) throws SQLException {
		DatabaseMetaData metaData = connection.getMetaData();
		String product = metaData.getDatabaseProductName();
		String version = metaData.getDatabaseProductVersion();
		int major = metaData.getDatabaseMajorVersion();
		if ("PostgreSQL".equals(product) && major >= OLDEST_POSTGRESQL) {
			return new PostgreSqlDatabase(major, version);
		}
		if ("H2".equals(product) && (major > 2 || (major == 2 && metaData.getDatabaseMinorVersion() >= 4))) {
			return new H2Database(version);
		}
		throw new IllegalStateException(
				"%s %s is not supported; Durable needs PostgreSQL 14 or later, or H2 2.4 or later".formatted(product,
						version));
	}

}
