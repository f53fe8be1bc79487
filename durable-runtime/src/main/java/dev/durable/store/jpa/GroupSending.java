package dev.durable.store.jpa;

import java.sql.SQLException;
import java.util.List;
import java.util.Map;

/**
 * Writes messages of clients in a group. It waits for nobody.
 */
interface GroupSending {

	/**
	 * Write those messages whose receivers can be locked at once, and refuse those that
	 * such a receiver cannot take. Nothing happens to the others.
	 * @param group messages to instances of one task hub, in order
	 * @return the receivers of what was written
	 */
	Map<Sending, Long> write(Sql sql, List<Sending> group) throws SQLException;

}
