package dev.durable.store.jpa;

import java.sql.SQLException;
import java.time.Instant;

import dev.durable.store.NodeFencedException;

/**
 * Holds a node's row in a transaction that changes what the node owns: nobody takes over
 * before that transaction has ended.
 */
final class Fence implements FenceStep {

	private final Database database;

	private final StoreTimeouts timeouts;

	Fence(Database database, StoreTimeouts timeouts) {
		this.database = database;
		this.timeouts = timeouts;
	}

	@Override
	public Instant hold(Sql sql, long node) throws SQLException {
		Instant serverStartedAt = this.database.fence(sql, node, this.timeouts);
		if (serverStartedAt == null) {
			throw new NodeFencedException(node);
		}
		return serverStartedAt;
	}

}
