package dev.durable.store.jpa;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;

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
	 * Return whether threads that use a connection can be interrupted without harm to
	 * others.
	 */
	default boolean toleratesInterrupts() {
		return true;
	}

	/**
	 * Return whether no other process can be connected now.
	 */
	boolean isExclusive(Sql sql) throws SQLException;

	/**
	 * Return the lock that changes of the schema hold within this process, for databases
	 * whose own locks do not serialize them.
	 */
	default Lock schemaLock() {
		return new ReentrantLock();
	}

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
	 * Have all further statements of a transaction that has just begun, and changes
	 * nothing, see the same state of the database.
	 */
	void beginSnapshot(Sql sql) throws SQLException;

	/**
	 * Take that back, before the transaction ends.
	 */
	void endSnapshot(Sql sql) throws SQLException;

	/**
	 * Give a connection that is kept for many transactions its isolation and its
	 * timeouts, for good.
	 * @return what takes it back
	 */
	ConnectionReset keep(Sql sql, StoreTimeouts timeouts) throws SQLException;

	/**
	 * Set how long statements of a kept connection wait for locks; with some databases no
	 * longer than the transaction lasts, with others until it is set again.
	 */
	void setLockTimeout(Sql sql, Duration timeout) throws SQLException;

	/**
	 * Give the rest of an application's transaction timeouts for locks; its isolation is
	 * READ COMMITTED already.
	 */
	void join(Sql sql, StoreTimeouts timeouts) throws SQLException;

	/**
	 * Find the node's row and hold it until the end of the transaction so that nobody
	 * deletes it.
	 * @return since when the server runs, or {@code null} if the row is gone
	 */
	@Nullable Instant fence(Sql sql, long node, StoreTimeouts timeouts) throws SQLException;

	/**
	 * Take blocks of surrogate ids of instances.
	 * @return the first of each block
	 */
	List<Long> nextInstanceIds(Sql sql, int blocks) throws SQLException;

	/**
	 * Have statements planned for the values of their parameters and with the help of
	 * indexes, until the end of the transaction.
	 */
	void planForLists(Sql sql) throws SQLException;

	/**
	 * Return the expression for the status by which no index is found but that of names.
	 */
	String statusBesideName();

	/**
	 * Add the condition that an instance's id begins with a text.
	 */
	void idPrefix(Conditions conditions, String prefix);

	/**
	 * Add the condition that an instance has tags.
	 */
	void tags(Conditions conditions, Map<String, String> tags);

	/**
	 * Insert rows; those that meet a duplicate key are left out and leave the transaction
	 * usable.
	 */
	void insertIgnoringDuplicates(Sql sql, String insert, List<@Nullable Object[]> rows) throws SQLException;

	/**
	 * Return the way to insert what a group of commits inserts.
	 */
	default FencedInserts inserts(Fence fence) {
		return new SeparateInserts(this, fence);
	}

	/**
	 * Return the way to end instances.
	 */
	default Endings endings() {
		return new SeparateEndings();
	}

	/**
	 * Return the way to write messages of clients in groups.
	 */
	default GroupSending groupSending() {
		return new SeparateSending(this);
	}

	/**
	 * End the sessions of the same role that a session waits for with a statement.
	 * @param session the session that waits
	 * @param beginning how the statement begins: meanwhile somebody else may have the
	 * session, and wait with another one
	 * @return how many were ended
	 */
	int endSessionsBlocking(Sql sql, long session, String beginning) throws SQLException;

	/**
	 * Return the number of the connection's session.
	 */
	long session(Sql sql) throws SQLException;

	/**
	 * Return what identifies the connection's session for good, if {@link #endSession}
	 * can end sessions.
	 */
	default @Nullable SessionKey sessionKey(Sql sql) throws SQLException {
		return null;
	}

	/**
	 * End a session of the same role, if it is still there, and wait until it is gone:
	 * what it has received but not begun will never be done.
	 * @return whether it is gone
	 */
	default boolean endSession(Sql sql, SessionKey session, Duration patience) throws SQLException {
		return true;
	}

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
