package dev.durable.store.jpa;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.SQLFeatureNotSupportedException;

import javax.sql.DataSource;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.jdbc.datasource.LazyConnectionDataSourceProxy;
import org.springframework.jdbc.datasource.TransactionAwareDataSourceProxy;

/**
 * Connections for the store's own transactions. They come from the pool itself, past the
 * proxies that would hand out the connection of the thread's transaction.
 */
final class EngineConnections {

	private static final Logger logger = LoggerFactory.getLogger(EngineConnections.class);

	private final DataSource dataSource;

	private final Database database;

	private final StoreTimeouts timeouts;

	EngineConnections(DataSource dataSource, Database database, StoreTimeouts timeouts) {
		this.dataSource = pool(dataSource);
		this.database = database;
		this.timeouts = timeouts;
	}

	static DataSource pool(DataSource dataSource) {
		DataSource target = null;
		if (dataSource instanceof TransactionAwareDataSourceProxy proxy) {
			target = proxy.getTargetDataSource();
		}
		else if (dataSource instanceof LazyConnectionDataSourceProxy proxy) {
			target = proxy.getTargetDataSource();
		}
		return (target != null) ? pool(target) : dataSource;
	}

	/**
	 * Open a connection that is ready for {@link Database#begin} or
	 * {@link Database#keep}: without auto-commit, not read-only, and with a network
	 * timeout. It becomes again what the pool had when it is closed.
	 */
	EngineConnection open() throws SQLException {
		Connection connection = this.dataSource.getConnection();
		try {
			boolean autoCommit = connection.getAutoCommit();
			boolean readOnly = connection.isReadOnly();
			if (!autoCommit) {
				// A pool's test may have begun a transaction
				connection.rollback();
			}
			int networkTimeout = setNetworkTimeout(connection, this.timeouts.networkMillis());
			if (readOnly) {
				connection.setReadOnly(false);
			}
			int isolation = Connection.TRANSACTION_READ_COMMITTED;
			if (!this.database.setsIsolation()) {
				isolation = connection.getTransactionIsolation();
				if (isolation != Connection.TRANSACTION_READ_COMMITTED) {
					connection.setTransactionIsolation(Connection.TRANSACTION_READ_COMMITTED);
				}
			}
			if (autoCommit) {
				connection.setAutoCommit(false);
			}
			return new EngineConnection(connection, autoCommit, readOnly, isolation, networkTimeout);
		}
		catch (SQLException ex) {
			discard(connection);
			throw ex;
		}
	}

	static int setNetworkTimeout(Connection connection, int millis) throws SQLException {
		try {
			int before = connection.getNetworkTimeout();
			connection.setNetworkTimeout(Runnable::run, millis);
			return before;
		}
		catch (SQLFeatureNotSupportedException | AbstractMethodError ex) {
			logger.debug("The driver has no network timeout", ex);
			return 0;
		}
	}

	/**
	 * Close a connection that nobody should use again. Another thread may be using it, so
	 * a pool may find it in any state.
	 */
	static void discard(Connection connection) {
		try (connection) {
			connection.abort(Runnable::run);
		}
		catch (SQLException | RuntimeException | AbstractMethodError ex) {
			logger.debug("Could not discard a connection", ex);
		}
	}

}
