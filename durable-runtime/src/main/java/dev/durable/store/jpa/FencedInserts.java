package dev.durable.store.jpa;

import java.sql.SQLException;
import java.time.Instant;
import java.util.Set;

import org.jspecify.annotations.Nullable;

/**
 * Inserts the new instances and the turns of a group, and takes the fence. What is
 * inserted locks nothing that exists, so it may come before the fence.
 */
interface FencedInserts {

	/**
	 * Insert in a transaction.
	 * @throws dev.durable.store.NodeFencedException if the node's row is gone
	 */
	Inserted insert(Sql sql, long node, CommitGroup group) throws SQLException;

	/**
	 * Return whether there is {@link #insertAtOnce}.
	 */
	default boolean canInsertAtOnce() {
		return false;
	}

	/**
	 * Insert in one statement that can be a transaction of its own, if the node's row is
	 * there and the server is still the one that is known.
	 * @param serverStartedAt since when that one runs
	 * @return what is there now, or {@code null} if nothing was inserted
	 */
	default @Nullable Inserted insertAtOnce(Sql sql, long node, CommitGroup group, Instant serverStartedAt)
			throws SQLException {
		return null;
	}

	/**
	 * What was inserted.
	 *
	 * @param instances the surrogate ids of the instances: the others' ids are taken
	 * @param serverStartedAt since when the server runs
	 */
	record Inserted(Set<Long> instances, Instant serverStartedAt) {

	}

}
