package dev.durable.store.jpa;

import java.sql.SQLException;
import java.time.Instant;

/**
 * Takes the fence.
 */
@FunctionalInterface
interface FenceStep {

	/**
	 * Take the fence.
	 * @return since when the server runs
	 * @throws dev.durable.store.NodeFencedException if the node's row is gone
	 */
	Instant hold(Sql sql, long node) throws SQLException;

}
