package dev.durable.store.jpa;

import java.sql.SQLException;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

import dev.durable.OrchestrationFilter;
import dev.durable.RuntimeStatus;
import dev.durable.store.InstancePosition;
import dev.durable.store.StoreException;
import org.jspecify.annotations.Nullable;

/**
 * Deletes many finished instances. Each batch first becomes invisible, in one transaction
 * that also decides who deletes it; what a crash leaves over is purged like other
 * leftovers.
 */
final class FinishedPurge {

	private static final int BATCH = 100;

	private final EngineTransactions transactions;

	private final Database database;

	private final InstanceSearch search;

	private final Leftovers leftovers;

	private final InstanceReplacement replacement = new InstanceReplacement();

	private final String lock;

	FinishedPurge(EngineTransactions transactions, Database database, InstanceSearch search, Leftovers leftovers) {
		this.transactions = transactions;
		this.database = database;
		this.search = search;
		this.leftovers = leftovers;
		this.lock = """
				select id from durable_instance
				where id = any(?) and task_hub || '' = ? and completed_at is not null
					and runtime_status || '' = any(?)
				order by id
				%s skip locked
				""".formatted(database.forUpdate());
	}

	/**
	 * Delete what meets a filter and has finished: one walk through the list, so it ends
	 * however many others finish meanwhile.
	 * @return how many instances were deleted
	 */
	long purge(String taskHub, OrchestrationFilter filter) {
		Set<RuntimeStatus> statuses = EnumSet.copyOf(InstanceSearch.statuses(filter));
		statuses.removeIf((status) -> !status.isFinished());
		if (statuses.isEmpty()) {
			return 0;
		}
		OrchestrationFilter finished = filter.withRuntimeStatuses(statuses);
		long purged = 0;
		InstancePosition last = null;
		do {
			Batch batch = next(taskHub, finished, last, purged);
			this.leftovers.purgeReplaced(batch.hidden());
			purged += batch.hidden().size();
			last = batch.last();
		}
		while (last != null);
		return purged;
	}

	/**
	 * Take the next batch.
	 * @param purged how many are purged already: then nobody must be told that nothing
	 * has happened
	 */
	private Batch next(String taskHub, OrchestrationFilter filter, @Nullable InstancePosition after, long purged) {
		try {
			return next(taskHub, filter, after);
		}
		catch (StoreException ex) {
			if (purged == 0 || ex.kind() == StoreException.Kind.DEFINITE) {
				throw ex;
			}
			throw new StoreException(StoreException.Kind.UNKNOWN,
					"The purge ended after " + purged + " instances, there may be more", ex);
		}
	}

	private Batch next(String taskHub, OrchestrationFilter filter, @Nullable InstancePosition after) {
		return this.transactions.execute("purge instances", (sql) -> {
			this.database.planForLists(sql);
			List<InstancePosition> found = this.search.find(sql, taskHub, filter, after, BATCH);
			List<Long> hidden = hide(sql, taskHub, filter, found.stream().map(InstancePosition::id).toList());
			return new Batch(hidden, (found.size() == BATCH) ? found.get(BATCH - 1) : null);
		});
	}

	/**
	 * Hide what is still as it was found: since then, one may have been rewound and have
	 * ended otherwise.
	 */
	private List<Long> hide(Sql sql, String taskHub, OrchestrationFilter filter, List<Long> ids) throws SQLException {
		String[] statuses = filter.runtimeStatuses().stream().map(RuntimeStatus::name).toArray(String[]::new);
		List<Long> locked = ids.isEmpty() ? ids : sql.ids(this.lock, ids, taskHub, statuses);
		this.replacement.replace(sql, locked);
		return locked;
	}

	/**
	 * Some of the list.
	 *
	 * @param hidden the instances that are this call's to delete
	 * @param last where the batch ends, or {@code null} if it is the last one
	 */
	private record Batch(List<Long> hidden, @Nullable InstancePosition last) {

	}

}
