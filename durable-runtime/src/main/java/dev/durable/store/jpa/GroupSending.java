package dev.durable.store.jpa;

import java.sql.SQLException;
import java.util.List;
import java.util.Map;

import dev.durable.store.Receiver;

/**
 * Writes messages of clients in a group. It waits for nobody.
 */
interface GroupSending {

	/**
	 * Write those messages whose receivers can be locked at once, and refuse those that
	 * such a receiver cannot take. Nothing happens to the others. A receiver that nobody
	 * owns may become the sender's.
	 * @param group messages to instances of one task hub, in order
	 * @return the receivers of what was written
	 */
	Map<Sending, Receiver> write(Sql sql, List<Sending> group) throws SQLException;

}
