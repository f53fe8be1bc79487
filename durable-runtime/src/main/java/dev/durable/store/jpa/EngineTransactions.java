package dev.durable.store.jpa;

import java.sql.SQLException;

import dev.durable.store.StoreException;
import jakarta.persistence.PersistenceException;
import org.jspecify.annotations.Nullable;

/**
 * The store's own transactions, each on a connection of its own whatever transaction the
 * thread is in.
 */
final class EngineTransactions {

	private final EngineConnections connections;

	private final Database database;

	private final StoreTimeouts timeouts;

	EngineTransactions(EngineConnections connections, Database database, StoreTimeouts timeouts) {
		this.connections = connections;
		this.database = database;
		this.timeouts = timeouts;
	}

	/**
	 * Run work in a new transaction.
	 * @param action what it does, for the message of an exception
	 * @param work the work
	 * @throws StoreException if it failed; exceptions of the work that are not of the
	 * database pass as they are
	 */
	<T extends @Nullable Object> T execute(String action, Work<T> work) {
		return execute(action, this.timeouts, work);
	}

	<T extends @Nullable Object> T execute(String action, StoreTimeouts timeouts, Work<T> work) {
		try (EngineConnection connection = open(action)) {
			T result = run(connection, action, timeouts, work);
			commit(connection, action);
			return result;
		}
	}

	private EngineConnection open(String action) {
		try {
			return this.connections.open();
		}
		catch (SQLException ex) {
			throw StoreErrors.beforeCommit(action, ex);
		}
	}

	private <T extends @Nullable Object> T run(EngineConnection connection, String action, StoreTimeouts timeouts,
			Work<T> work) {
		boolean done = false;
		try {
			this.database.begin(connection.sql(), timeouts);
			T result = work.run(connection.sql());
			done = true;
			return result;
		}
		catch (SQLException | PersistenceException ex) {
			throw StoreErrors.beforeCommit(action, ex);
		}
		finally {
			if (!done) {
				connection.rollback();
			}
		}
	}

	private static void commit(EngineConnection connection, String action) {
		boolean orderly = false;
		try {
			connection.commit();
			orderly = true;
		}
		catch (SQLException ex) {
			orderly = true;
			connection.rollback();
			throw StoreErrors.atCommit(action, ex);
		}
		finally {
			if (!orderly) {
				// To give it back would commit what has just failed
				connection.markBroken();
			}
		}
	}

	/**
	 * What is done in a transaction.
	 */
	@FunctionalInterface
	interface Work<T extends @Nullable Object> {

		T run(Sql sql) throws SQLException;

	}

}
