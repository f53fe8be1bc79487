package dev.durable.store.jpa;

import java.sql.SQLException;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A connection that is kept for one purpose, so that the pool's other users cannot starve
 * it. It is opened when needed and opened again once it has failed. Not thread-safe.
 */
final class KeptConnection implements AutoCloseable {

	private static final Logger logger = LoggerFactory.getLogger(KeptConnection.class);

	private final EngineConnections connections;

	private final Database database;

	private final StoreTimeouts timeouts;

	private volatile @Nullable EngineConnection connection;

	private Database.@Nullable ConnectionReset reset;

	private @Nullable SessionKey session;

	private volatile boolean closed;

	KeptConnection(EngineConnections connections, Database database, StoreTimeouts timeouts) {
		this.connections = connections;
		this.database = database;
		this.timeouts = timeouts;
	}

	EngineConnection get() throws SQLException {
		EngineConnection current = this.connection;
		if (current == null) {
			current = open();
			this.connection = current;
		}
		if (this.closed) {
			// Maybe closed by another thread just now: nobody would give it back any more
			discard();
			throw new SQLException("The connection is not to be used any more", "08003");
		}
		return current;
	}

	private EngineConnection open() throws SQLException {
		EngineConnection opened = this.connections.open();
		boolean done = false;
		try {
			this.reset = this.database.keep(opened.sql(), this.timeouts);
			this.session = this.database.sessionKey(opened.sql());
			// What is set for the session would be lost with a rollback
			opened.commit();
			done = true;
			return opened;
		}
		finally {
			if (!done) {
				opened.markBroken();
				opened.close();
			}
		}
	}

	/**
	 * Return the session of the connection that was last got.
	 */
	@Nullable SessionKey session() {
		return this.session;
	}

	/**
	 * End a transaction that has failed, and give the connection up if that fails too.
	 */
	void rollback() {
		EngineConnection current = this.connection;
		if (current != null) {
			current.rollback();
			if (current.isBroken()) {
				discard();
			}
		}
	}

	void discard() {
		EngineConnection current = this.connection;
		if (current != null) {
			this.connection = null;
			current.markBroken();
			current.close();
		}
	}

	/**
	 * Give the connection up for good, although another thread may be using it.
	 */
	void abandon() {
		this.closed = true;
		discard();
	}

	@Override
	public void close() {
		this.closed = true;
		EngineConnection current = this.connection;
		if (current == null) {
			return;
		}
		this.connection = null;
		current.rollback();
		try {
			if (this.reset != null) {
				this.reset.reset(current.sql().connection());
			}
			current.commit();
		}
		catch (SQLException ex) {
			logger.debug("Could not reset a connection", ex);
			current.markBroken();
		}
		current.close();
	}

}
