package dev.durable.store.jpa;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

import dev.durable.store.ClaimStore;
import dev.durable.store.Due;
import dev.durable.store.InboxMessage;
import dev.durable.store.LoadedInstance;
import dev.durable.store.OrchestratorName;
import org.jspecify.annotations.Nullable;

/**
 * {@link ClaimStore} on {@code durable_instance}.
 */
final class JpaClaimStore implements ClaimStore {

	/**
	 * How many ids a query names at once: the number of parameters is limited, and the
	 * length of arrays too.
	 */
	private static final int PORTION = 1024;

	private static final String LAST_TURNS = """
			select i.id, i.generation, (
				select max(t.turn) from durable_history t where t.instance = i.id and t.generation = i.generation) as turn
			from durable_instance i
			where i.id = any(?)
			""";

	private static final String RECORD_TRIAL = """
			update durable_instance set takeovers = ?, trials = ?
			where id = ? and owner_node is not distinct from ?
			""";

	private final EngineTransactions transactions;

	private final Repositories repositories;

	private final InstanceClaim claim;

	private final InstanceLoading loading;

	private final Inbox inbox;

	private final Fence fence;

	JpaClaimStore(EngineTransactions transactions, Repositories repositories, InstanceClaim claim, Inbox inbox,
			Fence fence) {
		this.transactions = transactions;
		this.repositories = repositories;
		this.claim = claim;
		this.loading = new InstanceLoading(inbox);
		this.inbox = inbox;
		this.fence = fence;
	}

	@Override
	public Due<List<Long>> claim(long node, String taskHub, Set<OrchestratorName> code, int limit) {
		return this.transactions.execute("claim instances", (sql) -> this.claim.claim(sql, node, taskHub, code, limit));
	}

	@Override
	public List<LoadedInstance> load(long node, Collection<Long> instances, int inboxLimit) {
		return this.transactions.execute("load instances", (sql) -> {
			List<LoadedInstance> loaded = new ArrayList<>();
			for (List<Long> portion : portions(instances)) {
				loaded.addAll(this.loading.load(sql, node, portion, inboxLimit));
			}
			return loaded;
		});
	}

	private static List<List<Long>> portions(Collection<Long> instances) {
		List<Long> ids = List.copyOf(instances);
		List<List<Long>> portions = new ArrayList<>();
		for (int from = 0; from < ids.size(); from += PORTION) {
			portions.add(ids.subList(from, Math.min(ids.size(), from + PORTION)));
		}
		return portions;
	}

	@Override
	public void recordTrial(long node, long instance, int takeovers, int trials) {
		this.transactions.execute("record a trial of instance " + instance, (sql) -> {
			this.fence.hold(sql, node);
			return sql.update(RECORD_TRIAL, takeovers, trials, instance, node);
		});
	}

	@Override
	public Due<Map<Long, List<InboxMessage>>> collect(long node, int limit, int inboxLimit) {
		return this.transactions.execute("collect messages", (sql) -> {
			Due<List<Long>> due = this.claim.clearWakeUps(sql, node, limit);
			Map<Long, List<InboxMessage>> messages = new HashMap<>(this.inbox.read(sql, due.taken(), inboxLimit));
			due.taken().forEach((id) -> messages.putIfAbsent(id, List.of()));
			return new Due<>(messages, due.skipped());
		});
	}

	@Override
	public Map<Long, List<InboxMessage>> inbox(Collection<Long> instances, int inboxLimit) {
		return this.transactions.execute("read inboxes", (sql) -> {
			Map<Long, List<InboxMessage>> messages = new HashMap<>();
			for (List<Long> portion : portions(instances)) {
				messages.putAll(this.inbox.read(sql, portion, inboxLimit));
			}
			return messages;
		});
	}

	@Override
	public Set<Long> owned(long node) {
		return this.transactions.execute("find what node " + node + " owns", (sql) -> this.repositories
			.on(sql.connection(), (found) -> new HashSet<>(found.instances().findIdsByOwner(node))));
	}

	@Override
	public Map<Long, Long> lastTurns(Collection<Long> instances) {
		return this.transactions.execute("find the last turns", (sql) -> {
			Map<Long, Long> last = new HashMap<>();
			for (List<Long> portion : portions(instances)) {
				sql.query(LAST_TURNS, (row) -> {
					long id = row.getLong("id");
					Integer turn = row.getObject("turn", Integer.class);
					if (turn != null) {
						last.put(id, (row.getLong("generation") << 32) | turn);
					}
					return id;
				}, portion);
			}
			return last;
		});
	}

	@Override
	public @Nullable Instant nextWakeUp(String taskHub, Set<OrchestratorName> code) {
		return this.transactions.execute("find the next wake-up", (sql) -> this.claim.next(sql, taskHub, code));
	}

}
