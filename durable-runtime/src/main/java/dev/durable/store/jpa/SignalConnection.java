package dev.durable.store.jpa;

import java.sql.SQLException;
import java.time.Duration;
import java.util.HashSet;
import java.util.Objects;
import java.util.Set;

import org.postgresql.PGConnection;
import org.postgresql.PGNotification;

/**
 * A connection that listens for signals; nothing else is done with it, and it does not
 * return to its pool unless it has ended in good order. The one class that needs
 * PostgreSQL's own driver.
 */
final class SignalConnection implements AutoCloseable {

	private final EngineConnection connection;

	private final PGConnection driver;

	private SignalConnection(EngineConnection connection, PGConnection driver) {
		this.connection = connection;
		this.driver = driver;
	}

	/**
	 * Open a connection and listen.
	 * @throws NoSignalsException if the driver's own connection cannot be had
	 */
	static SignalConnection open(EngineConnections connections, String hub) throws SQLException, NoSignalsException {
		EngineConnection connection = connections.open();
		connection.markBroken();
		try {
			if (!connection.sql().connection().isWrapperFor(PGConnection.class)) {
				throw new NoSignalsException("the pool does not give access to the driver's connection");
			}
			PGConnection driver = connection.sql().connection().unwrap(PGConnection.class);
			listen(connection.sql(), hub);
			return new SignalConnection(connection, driver);
		}
		catch (SQLException | NoSignalsException | RuntimeException ex) {
			connection.close();
			throw ex;
		}
	}

	private static void listen(Sql sql, String hub) throws SQLException {
		sql.connection().setAutoCommit(true);
		sql.execute("set idle_session_timeout = 0");
		String channel = sql.queryOne("select " + PostgreSqlSignals.CHANNEL, (row) -> row.getString(1), hub);
		sql.execute("listen " + Objects.requireNonNull(channel));
	}

	/**
	 * Wait for signals. The time that the driver waits here counts instead of the
	 * connection's network timeout.
	 * @return who has sent some, empty when the time was up
	 */
	Set<String> await(Duration patience) throws SQLException {
		PGNotification[] signals = this.driver.getNotifications(Math.toIntExact(patience.toMillis()));
		Set<String> senders = new HashSet<>();
		if (signals != null) {
			for (PGNotification signal : signals) {
				senders.add(signal.getParameter());
			}
		}
		return senders;
	}

	/**
	 * Fail if the server is gone.
	 */
	void check() throws SQLException {
		this.connection.sql().execute("select 1");
	}

	/**
	 * Listen no more, and let the connection return to its pool when it is closed. To be
	 * called by the thread that has listened.
	 */
	void giveBack() throws SQLException {
		this.connection.sql().execute("unlisten *; reset idle_session_timeout");
		this.connection.sql().connection().setAutoCommit(false);
		this.connection.markSound();
	}

	/**
	 * End the connection, also under the hands of a thread that waits.
	 */
	@Override
	public void close() {
		this.connection.close();
	}

}
