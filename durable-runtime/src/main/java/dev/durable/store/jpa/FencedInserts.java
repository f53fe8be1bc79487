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
	 * Return whether a group, with all that belongs to it, can be {@link #writeAtOnce
	 * written at once}.
	 */
	default boolean fitsOneStatement(CommitGroup group) {
		return false;
	}

	/**
	 * Write a group in one statement that is a transaction of its own, if the node's row
	 * is there, the server is still the one that is known, and nobody changes at the same
	 * time what it changes.
	 * @param serverStartedAt since when that one runs
	 * @return what is there now, or {@code null} if nothing was written
	 */
	default @Nullable Inserted writeAtOnce(Sql sql, long node, CommitGroup group, Instant serverStartedAt)
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
