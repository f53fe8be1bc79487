package dev.durable.store.jpa;

import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

import dev.durable.store.ActivityResult;
import dev.durable.store.ActivityStore;
import dev.durable.store.ClaimedActivity;
import dev.durable.store.Due;
import dev.durable.store.OutgoingMessage;
import org.jspecify.annotations.Nullable;

/**
 * {@link ActivityStore} on {@code durable_activity}.
 */
final class JpaActivityStore implements ActivityStore {

	private final EngineTransactions transactions;

	private final Fence fence;

	private final ActivityClaim claim;

	private final InstanceLocks locks;

	private final Inbox inbox;

	private final String lockClaims;

	JpaActivityStore(EngineTransactions transactions, Fence fence, Database database, InstanceLocks locks,
			Inbox inbox) {
		this.transactions = transactions;
		this.fence = fence;
		this.claim = new ActivityClaim(database, fence);
		this.locks = locks;
		this.inbox = inbox;
		this.lockClaims = """
				select id from durable_activity where id = any(?) and owner_node is not distinct from ? order by id
				""" + database.forUpdate();
	}

	@Override
	public Due<List<ClaimedActivity>> claim(long node, String taskHub, Set<String> names, int limit) {
		return this.transactions.execute("claim activities",
				(sql) -> this.claim.claim(sql, node, taskHub, names, limit));
	}

	@Override
	public @Nullable Instant nextDue(String taskHub, Set<String> names) {
		return this.transactions.execute("find the next activity", (sql) -> this.claim.next(sql, taskHub, names));
	}

	@Override
	public Set<Long> complete(long node, List<ActivityResult> results) {
		return this.transactions.execute("write results of activities", (sql) -> {
			this.fence.hold(sql, node);
			return complete(sql, node, results);
		});
	}

	/**
	 * Lock the instances, then the claims. Whoever else deletes a claim has locked its
	 * instance too, so that a claim which is there stays there.
	 */
	private Set<Long> complete(Sql sql, long node, List<ActivityResult> results) throws SQLException {
		Map<Long, LockedInstance> instances = this.locks.lock(sql,
				new TreeSet<>(results.stream().map(ActivityResult::instance).toList()));
		Set<Long> held = new HashSet<>(
				sql.ids(this.lockClaims, results.stream().map(ActivityResult::claim).toList(), node));
		if (held.isEmpty()) {
			return Set.of();
		}
		sql.update("delete from durable_activity where id = any(?)", held);
		List<OutgoingMessage> messages = new ArrayList<>();
		for (ActivityResult result : results) {
			LockedInstance instance = instances.get(result.instance());
			if (held.remove(result.claim()) && instance != null && !instance.status().isFinished()
					&& instance.generation() == result.message().generation()) {
				messages.add(new OutgoingMessage(result.instance(), result.message()));
			}
		}
		this.inbox.insert(sql, messages);
		return new HashSet<>(messages.stream().map(OutgoingMessage::target).toList());
	}

	/**
	 * {@inheritDoc}
	 * <p>
	 * What is locked is left alone: it is about to be deleted, and waiting for it without
	 * its instance would be out of order.
	 */
	@Override
	public void giveBack(long node, Collection<Long> claims) {
		this.transactions.execute("give activities back", (sql) -> {
			List<Long> held = sql.ids(this.lockClaims + " skip locked", claims, node);
			return held.isEmpty() ? 0
					: sql.update("update durable_activity set owner_node = null where id = any(?)", held);
		});
	}

	@Override
	public Set<Long> claimed(long node) {
		return this.transactions.execute("find what node " + node + " has claimed",
				(sql) -> Set.copyOf(sql.ids("select id from durable_activity where owner_node = ?", node)));
	}

}
