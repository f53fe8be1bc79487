package dev.durable.store.jpa;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

import dev.durable.OrchestrationFilter;
import dev.durable.RuntimeStatus;
import dev.durable.store.InstanceCount;
import dev.durable.store.InstancePage;
import dev.durable.store.InstancePosition;
import dev.durable.store.InstanceSummary;
import dev.durable.store.QueryStore;
import org.jspecify.annotations.Nullable;

/**
 * {@link QueryStore} that finds a page with one statement and reads it with another.
 */
final class JpaQueryStore implements QueryStore {

	/**
	 * Characters of inputs and outputs after which a page ends.
	 */
	private static final long MAX_PAGE = 8 * 1024 * 1024;

	// Of how many instances inputs and outputs are read at once
	private static final int FIRST_PART = 16;

	private static final int MAX_PART = 64;

	private final EngineTransactions transactions;

	private final CallerTransaction callerTransaction;

	private final Repositories repositories;

	private final Database database;

	private final InstanceSearch search;

	private final FinishedPurge purge;

	JpaQueryStore(EngineTransactions transactions, CallerTransaction callerTransaction, Repositories repositories,
			Database database, InstanceSearch search, FinishedPurge purge) {
		this.transactions = transactions;
		this.callerTransaction = callerTransaction;
		this.repositories = repositories;
		this.database = database;
		this.search = search;
		this.purge = purge;
	}

	@Override
	public InstancePage list(String taskHub, OrchestrationFilter filter, @Nullable InstancePosition after, int limit,
			boolean withInput, boolean withOutput) {
		return read("list instances", (sql) -> {
			// One more than wanted tells whether there is a next page
			List<InstancePosition> found = this.search.find(sql, taskHub, filter, after, limit + 1);
			List<InstancePosition> wanted = found.subList(0, Math.min(limit, found.size()));
			int part = (withInput || withOutput) ? FIRST_PART : limit;
			List<InstanceSummary> page = new ArrayList<>();
			int end = 0;
			for (long size = 0; end < wanted.size() && size < MAX_PAGE; part = Math.min(MAX_PART, part * 2)) {
				List<Long> ids = ids(wanted.subList(end, Math.min(end + part, wanted.size())));
				List<InstanceSummary> summaries = summaries(sql, ids, taskHub, filter, withInput, withOutput);
				page.addAll(summaries);
				size += summaries.stream().mapToLong(InstanceSummary::size).sum();
				end += ids.size();
			}
			return new InstancePage(page, (end < found.size()) ? found.get(end - 1) : null);
		});
	}

	private static List<Long> ids(List<InstancePosition> positions) {
		return positions.stream().map(InstancePosition::id).toList();
	}

	private List<InstanceSummary> summaries(Sql sql, List<Long> ids, String taskHub, OrchestrationFilter filter,
			boolean withInput, boolean withOutput) {
		Map<Long, InstanceSummary> summaries = new HashMap<>();
		this.repositories.on(sql.connection(), (found) -> found.instances().findSummaries(ids, withInput, withOutput))
			.forEach((row) -> {
				InstanceSummary summary = row.toSummary();
				summaries.put(summary.row().id(), summary);
			});
		// Since they were found, some may have got another status, or been purged
		Set<RuntimeStatus> statuses = InstanceSearch.statuses(filter);
		return ids.stream()
			.map(summaries::get)
			.filter((summary) -> summary != null && summary.row().taskHub().equals(taskHub)
					&& statuses.contains(summary.row().status()))
			.toList();
	}

	@Override
	public List<InstanceCount> count(String taskHub) {
		return read("count instances",
				(sql) -> this.repositories.on(sql.connection(), (found) -> found.instances().count(taskHub)));
	}

	private <T> T read(String action, EngineTransactions.Work<T> work) {
		if (this.callerTransaction.isReadable()) {
			return this.callerTransaction.read(action, work);
		}
		return this.transactions.execute(action, (sql) -> {
			this.database.planForLists(sql);
			return work.run(sql);
		});
	}

	@Override
	public long purge(String taskHub, OrchestrationFilter filter) {
		return this.purge.purge(taskHub, filter);
	}

}
