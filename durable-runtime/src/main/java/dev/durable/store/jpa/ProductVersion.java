package dev.durable.store.jpa;

import java.sql.DatabaseMetaData;
import java.sql.SQLException;

/**
 * Product and version of a database as its driver tells them.
 */
record ProductVersion(String product, int major, int minor, String text) {

	static ProductVersion of(DatabaseMetaData metaData) throws SQLException {
		return new ProductVersion(metaData.getDatabaseProductName(), metaData.getDatabaseMajorVersion(),
				metaData.getDatabaseMinorVersion(), metaData.getDatabaseProductVersion());
	}

	boolean isAtLeast(int major, int minor) {
		return this.major > major || (this.major == major && this.minor >= minor);
	}

	@Override
	public String toString() {
		return this.product + " " + this.text;
	}

}
