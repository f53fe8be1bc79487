package dev.durable.store.jpa;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;

import dev.durable.store.WakeUpSignals;
import org.jspecify.annotations.Nullable;

/**
 * What differs between databases.
 */
interface Database {

	/**
	 * Return the folder of its schema scripts.
	 */
	String schemaFolder();

	/**
	 * Return product and version.
	 */
	ProductVersion version();

	/**
	 * Repair what the death of the process that had the database for itself may have left
	 * behind. Can be repeated.
	 */
	void repairAfterCrash(Sql sql) throws SQLException;

	/**
	 * Return the clause that locks rows without letting go of the rows that refer to
	 * them.
	 */
	String forUpdate();

	/**
	 * Return the expression for the current time.
	 */
	String now();

	/**
	 * Check and set what is needed once, when the store is opened.
	 */
	void open(Sql sql) throws SQLException;

	/**
	 * Return whether no other process can be connected now.
	 */
	boolean isExclusive(Sql sql) throws SQLException;

	/**
	 * Serialize changes of the schema, until the end of the transaction.
	 */
	void lockSchema(Sql sql) throws SQLException;

	/**
	 * Return whether {@link #begin} and {@link #keep} set the isolation; otherwise it is
	 * set on the connection before.
	 */
	boolean setsIsolation();

	/**
	 * Give a transaction that has just begun its isolation and its timeouts.
	 */
	void begin(Sql sql, StoreTimeouts timeouts) throws SQLException;

	/**
	 * Give a connection that is kept for many transactions its isolation and its
	 * timeouts, for good.
	 * @return what takes it back
	 */
	ConnectionReset keep(Sql sql, StoreTimeouts timeouts) throws SQLException;

	/**
	 * Find the node's row and hold it until the end of the transaction so that nobody
	 * deletes it.
	 * @return since when the server runs, or {@code null} if the row is gone
	 */
	@Nullable Instant fence(Sql sql, long node, StoreTimeouts timeouts) throws SQLException;

	/**
	 * Take a block of surrogate ids of instances.
	 * @return the first of the block
	 */
	long nextInstanceIds(Sql sql) throws SQLException;

	/**
	 * Insert rows; those that meet a duplicate key are left out and leave the transaction
	 * usable.
	 */
	void insertIgnoringDuplicates(Sql sql, String insert, List<@Nullable Object[]> rows) throws SQLException;

	/**
	 * End the sessions of the same role that a session waits for.
	 * @param session the session that waits
	 * @return how many were ended
	 */
	int endSessionsBlocking(Sql sql, long session) throws SQLException;

	/**
	 * Return the number of the connection's session.
	 */
	long session(Sql sql) throws SQLException;

	/**
	 * Return the signals between the nodes of a task hub.
	 */
	default WakeUpSignals signals(EngineConnections connections, String taskHub) {
		return WakeUpSignals.NONE;
	}

	/**
	 * Takes back what was set on a connection.
	 */
	@FunctionalInterface
	interface ConnectionReset {

		void reset(Connection connection) throws SQLException;

	}

}
