package dev.durable.store.jpa;

import java.sql.SQLException;
import java.util.List;

import dev.durable.store.NewInstance;
import dev.durable.store.StoreException;
import dev.durable.store.StoreException.Kind;

/**
 * Inserts an instance that nobody owns yet, over a finished one of the same id if need
 * be.
 */
final class InstanceStart {

	private static final int ATTEMPTS = 10;

	private final InstanceInserts instances;

	private final TurnInserts turns = new TurnInserts();

	private final InstanceLocks locks;

	private final InstanceReplacement replacement = new InstanceReplacement();

	InstanceStart(Database database) {
		this.instances = new InstanceInserts(database);
		this.locks = new InstanceLocks(database);
	}

	/**
	 * Insert an instance with its turn 0.
	 * @return {@code false} if the id is taken by an instance that has not finished
	 */
	boolean insert(Sql sql, NewInstance start) throws SQLException {
		for (int attempt = 1; attempt <= ATTEMPTS; attempt++) {
			if (!this.instances.insert(sql, null, List.of(start)).isEmpty()) {
				this.turns.insert(sql, List.of(TurnInserts.firstTurn(start)));
				return true;
			}
			// Without a lock: a caller's transaction may last, and the instance goes on
			LockedInstance seen = this.locks.peek(sql, start.taskHub(), start.instanceId());
			if (seen != null && !seen.status().isFinished()) {
				return false;
			}
			LockedInstance other = this.locks.lock(sql, start.taskHub(), start.instanceId());
			if (other != null && !other.status().isFinished()) {
				return false;
			}
			// Otherwise it was purged or replaced between the two statements
			if (other != null) {
				this.replacement.replace(sql, other);
			}
		}
		throw new StoreException(Kind.RETRYABLE,
				"Instance '%s' is started and purged by others all the time".formatted(start.instanceId()), null);
	}

	/**
	 * Insert an instance with its turn 0 in the place of one that has finished.
	 * @return {@code false} if that one does not have the id any more or has not finished
	 */
	boolean replace(Sql sql, long finished, NewInstance start) throws SQLException {
		LockedInstance other = this.locks.lock(sql, start.taskHub(), start.instanceId());
		if (other == null || other.id() != finished || !other.status().isFinished()) {
			return false;
		}
		this.replacement.replace(sql, other);
		if (this.instances.insert(sql, null, List.of(start)).isEmpty()) {
			throw new StoreException(Kind.RETRYABLE,
					"The id of instance '%s' was taken in the middle".formatted(start.instanceId()), null);
		}
		this.turns.insert(sql, List.of(TurnInserts.firstTurn(start)));
		return true;
	}

}
