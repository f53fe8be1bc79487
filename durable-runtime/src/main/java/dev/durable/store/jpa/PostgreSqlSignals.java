package dev.durable.store.jpa;

import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.UUID;

import dev.durable.store.WakeUpSignals;
import org.jspecify.annotations.Nullable;

/**
 * Signals by {@code NOTIFY}. Each task hub of each set of tables has a channel of its
 * own. The payload says who sends, so that a node can ignore itself.
 */
final class PostgreSqlSignals implements WakeUpSignals {

	/**
	 * Channels belong to a database; the number of a table is different in each schema.
	 */
	static final String CHANNEL = "'durable_' || cast(cast(cast('durable_instance' as regclass) as oid) as text) || '_' || ?";

	/**
	 * That somebody was told need not survive a crash, so the commit waits for no disk.
	 */
	private static final String SEND = "select set_config('synchronous_commit', 'off', true), pg_notify(" + CHANNEL
			+ ", ?)";

	private final EngineConnections connections;

	private final String hub;

	private final String self = UUID.randomUUID().toString();

	private volatile @Nullable SignalListener listening;

	PostgreSqlSignals(EngineConnections connections, String taskHub) {
		this.connections = connections;
		this.hub = UUID.nameUUIDFromBytes(taskHub.getBytes(StandardCharsets.UTF_8)).toString().replace("-", "");
	}

	@Override
	public synchronized void listen(Runnable listener) {
		if (this.listening != null) {
			throw new IllegalStateException("There is a listener already");
		}
		SignalListener created = new SignalListener(this.self, () -> SignalConnection.open(this.connections, this.hub),
				this::send, listener);
		this.listening = created;
		created.start();
	}

	@Override
	public boolean areArriving() {
		SignalListener current = this.listening;
		return current != null && current.hears();
	}

	@Override
	public void send() {
		try (EngineConnection connection = this.connections.open()) {
			send(connection);
		}
		catch (SQLException ex) {
			throw StoreErrors.beforeCommit("wake the other nodes", ex);
		}
	}

	private void send(EngineConnection connection) throws SQLException {
		Connection jdbc = connection.sql().connection();
		try {
			jdbc.setAutoCommit(true);
			connection.sql().query(SEND, (row) -> true, this.hub, this.self);
			jdbc.setAutoCommit(false);
		}
		catch (SQLException ex) {
			connection.markBroken();
			throw ex;
		}
	}

	@Override
	public void close() {
		SignalListener current = this.listening;
		if (current != null) {
			current.close();
		}
	}

}
