package dev.durable.store.jpa;

import java.sql.SQLException;
import java.util.Map;

import dev.durable.store.InstanceChange;

/**
 * Ends instances whose rows are locked, and withdraws what was still to be done for them:
 * activities that they had handed over, and messages. A statement that runs after the
 * locks were taken sees all of these.
 */
interface Endings {

	/**
	 * End instances.
	 * @param finished how each of them ends, by surrogate id, in order
	 */
	void end(Sql sql, Map<Long, InstanceChange> finished) throws SQLException;

}
