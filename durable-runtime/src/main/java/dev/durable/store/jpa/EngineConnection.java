package dev.durable.store.jpa;

import java.sql.Connection;
import java.sql.SQLException;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A connection of the pool while the store has it.
 */
final class EngineConnection implements AutoCloseable {

	private static final Logger logger = LoggerFactory.getLogger(EngineConnection.class);

	private final Connection connection;

	private final boolean autoCommit;

	private final boolean readOnly;

	private final int isolation;

	private final int networkTimeout;

	private final Sql sql;

	private boolean broken;

	EngineConnection(Connection connection, boolean autoCommit, boolean readOnly, int isolation, int networkTimeout) {
		this.connection = connection;
		this.autoCommit = autoCommit;
		this.readOnly = readOnly;
		this.isolation = isolation;
		this.networkTimeout = networkTimeout;
		this.sql = new Sql(connection);
	}

	Sql sql() {
		return this.sql;
	}

	/**
	 * Run one statement that is a transaction of its own.
	 */
	<T extends @Nullable Object> T withoutTransaction(EngineTransactions.Work<T> statement) throws SQLException {
		this.connection.setAutoCommit(true);
		try {
			return statement.run(this.sql);
		}
		finally {
			endAutoCommit();
		}
	}

	/**
	 * Drivers tell the server nothing of this, so it fails only on a closed connection.
	 */
	private void endAutoCommit() {
		try {
			this.connection.setAutoCommit(false);
		}
		catch (SQLException ex) {
			logger.debug("Could not end auto-commit", ex);
			this.broken = true;
		}
	}

	void commit() throws SQLException {
		this.connection.commit();
	}

	/**
	 * Roll back. A connection that cannot even do that is not given back to the pool.
	 */
	void rollback() {
		try {
			this.connection.rollback();
		}
		catch (SQLException ex) {
			logger.debug("Could not roll back", ex);
			this.broken = true;
		}
	}

	void markBroken() {
		this.broken = true;
	}

	/**
	 * Take back that it is broken.
	 */
	void markSound() {
		this.broken = false;
	}

	boolean isBroken() {
		return this.broken;
	}

	@Override
	public void close() {
		if (this.broken) {
			EngineConnections.discard(this.connection);
			return;
		}
		try {
			if (this.autoCommit) {
				this.connection.setAutoCommit(true);
			}
			if (this.isolation != Connection.TRANSACTION_READ_COMMITTED) {
				this.connection.setTransactionIsolation(this.isolation);
			}
			if (this.readOnly) {
				this.connection.setReadOnly(true);
			}
			EngineConnections.setNetworkTimeout(this.connection, this.networkTimeout);
			this.connection.close();
		}
		catch (SQLException ex) {
			logger.debug("Could not give a connection back", ex);
			EngineConnections.discard(this.connection);
		}
	}

}
