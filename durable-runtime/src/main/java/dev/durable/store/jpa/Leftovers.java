package dev.durable.store.jpa;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;

import dev.durable.store.StoreException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Deletes what nobody needs any more, in small transactions: replaced instances, and
 * history of earlier generations.
 */
final class Leftovers {

	private static final Logger logger = LoggerFactory.getLogger(Leftovers.class);

	private static final int BATCH = 1000;

	private static final String SOME = """
			select id, task_hub, generation from durable_instance where leftover order by id fetch first ? rows only
			""";

	private static final String BOUNDARY = """
			select instance, generation, turn from durable_history where instance = any(?) and generation < ?
			order by instance, generation, turn offset ? rows fetch first row only
			""";

	private static final String DELETE = "delete from durable_history where instance = any(?) and generation < ?";

	private static final String DELETE_TO_BOUNDARY = DELETE + " and (instance, generation, turn) < (?, ?, ?)";

	private final EngineTransactions transactions;

	private final InstanceLocks locks;

	private final Inbox inbox;

	Leftovers(EngineTransactions transactions, InstanceLocks locks, Inbox inbox) {
		this.transactions = transactions;
		this.locks = locks;
		this.inbox = inbox;
	}

	int purgeSome(int limit) {
		int deleted = 0;
		for (Leftover leftover : this.transactions.execute("find leftovers",
				(sql) -> sql.query(SOME, Leftover::read, Math.max(1, Math.min(limit, BATCH))))) {
			deleted += purge(leftover, limit - deleted);
			if (deleted >= limit) {
				break;
			}
		}
		return deleted;
	}

	/**
	 * Delete all generations before one, and mark the instance as clean unless there is a
	 * newer one already.
	 */
	void purgeGenerationsBefore(long instance, int generation) {
		purge(new Leftover(List.of(instance), generation, false), Integer.MAX_VALUE);
	}

	/**
	 * Delete replaced instances entirely, which nobody can see any more. If that fails it
	 * is done later, as after a crash.
	 */
	void purgeReplaced(List<Long> instances) {
		if (instances.isEmpty()) {
			return;
		}
		try {
			purge(new Leftover(instances, Integer.MAX_VALUE, true), Integer.MAX_VALUE);
		}
		catch (StoreException ex) {
			// Maybe another node has come upon the same leftovers
			logger.debug("Purged instances are left to be deleted later", ex);
		}
	}

	private int purge(Leftover leftover, int limit) {
		int deleted = 0;
		while (deleted < limit) {
			int batch = Math.min(BATCH, limit - deleted);
			int count = this.transactions.execute("delete history", (sql) -> deleteHistory(sql, leftover, batch));
			deleted += count;
			if (count < batch) {
				this.transactions.execute("finish a purge", (sql) -> finish(sql, leftover));
				return deleted;
			}
		}
		return deleted;
	}

	private int deleteHistory(Sql sql, Leftover leftover, int limit) throws SQLException {
		int generation = leftover.replaced() ? leftover.generation() : firstToKeep(sql, leftover);
		long[] boundary = sql.queryOne(BOUNDARY, (row) -> new long[] { row.getLong(1), row.getLong(2), row.getLong(3) },
				leftover.instances(), generation, limit);
		if (boundary == null) {
			return sql.update(DELETE, leftover.instances(), generation);
		}
		return sql.update(DELETE_TO_BOUNDARY, leftover.instances(), generation, boundary[0], boundary[1], boundary[2]);
	}

	/**
	 * Never delete the current generation, whatever the caller believes: a failover may
	 * have lost the beginning of a newer one.
	 */
	private static int firstToKeep(Sql sql, Leftover leftover) throws SQLException {
		Integer current = sql.queryOne("select generation from durable_instance where id = ?", (row) -> row.getInt(1),
				leftover.instances().get(0));
		return (current != null) ? Math.min(current, leftover.generation()) : 0;
	}

	private @Nullable Void finish(Sql sql, Leftover leftover) throws SQLException {
		Map<Long, LockedInstance> locked = this.locks.lock(sql, leftover.instances());
		if (locked.isEmpty()) {
			return null;
		}
		for (LockedInstance instance : locked.values()) {
			int firstToKeep = leftover.replaced() ? leftover.generation()
					: Math.min(instance.generation(), leftover.generation());
			sql.update("delete from durable_activity where instance = ? and generation < ?", instance.id(),
					firstToKeep);
		}
		if (leftover.replaced()) {
			this.inbox.clear(sql, locked.keySet());
			sql.update("delete from durable_instance where id = any(?)", locked.keySet());
		}
		else {
			sql.update("""
					update durable_instance set leftover = false
					where id = any(?) and generation = ? and task_hub <> ?
					""", locked.keySet(), leftover.generation(), InstanceReplacement.TASK_HUB);
		}
		return null;
	}

	/**
	 * Instances of which something is to be deleted: the generations before one, or all
	 * of them.
	 */
	private record Leftover(List<Long> instances, int generation, boolean replaced) {

		static Leftover read(ResultSet row) throws SQLException {
			boolean replaced = InstanceReplacement.TASK_HUB.equals(row.getString("task_hub"));
			return new Leftover(List.of(row.getLong("id")), replaced ? Integer.MAX_VALUE : row.getInt("generation"),
					replaced);
		}

	}

}
