package dev.durable.engine;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Collectors;

import dev.durable.store.ClaimStore;
import dev.durable.store.CommitResult;
import dev.durable.store.CommitStore;
import dev.durable.store.InstanceCommit;
import dev.durable.store.StoreException;
import dev.durable.store.StoreException.Kind;
import dev.durable.store.TurnRow;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Finds out the truth after a connection was lost. Waits until no transaction of this
 * node is under way, then compares what is recorded with what this node believes: commits
 * of unknown outcome are settled or dropped, and instances whose acknowledged turns a
 * failover has lost are dropped. Until that has succeeded nothing else is committed.
 */
final class UnknownOutcome {

	private static final Logger logger = LoggerFactory.getLogger(UnknownOutcome.class);

	private static final long NOTHING = -1;

	private static final int CHUNK = 1_000;

	private final ClaimStore claims;

	private final InstanceCache cache;

	private final List<PendingCommit> open = new ArrayList<>();

	// What makes a verification necessary, and what the last one has seen of it
	private long reports;

	private long verified;

	UnknownOutcome(ClaimStore claims, InstanceCache cache) {
		this.claims = claims;
		this.cache = cache;
	}

	synchronized void connectionLost() {
		this.reports++;
	}

	synchronized void add(List<PendingCommit> group) {
		this.open.addAll(group);
		this.reports++;
	}

	synchronized boolean isVerificationDue() {
		return this.reports != this.verified;
	}

	private synchronized long reports() {
		return this.reports;
	}

	/**
	 * What was reported before this verification began is settled; what came in while it
	 * asked the store may have missed the answers.
	 * @return the instances of commits that came in
	 */
	private synchronized Set<Long> settled(long reports) {
		Set<Long> unsettled = this.open.stream()
			.map((pending) -> pending.commit().instance())
			.collect(Collectors.toSet());
		this.verified = reports;
		return unsettled;
	}

	synchronized List<PendingCommit> takeOpen() {
		List<PendingCommit> taken = List.copyOf(this.open);
		this.open.clear();
		return taken;
	}

	/**
	 * Compare memory with the store.
	 * @param committer the committer's part of the store
	 * @param node this node
	 * @param resubmit gets the commits that were certainly not written
	 * @throws RuntimeException if that was not possible, and is to be tried again
	 */
	void verify(CommitStore committer, long node, Consumer<PendingCommit> resubmit) {
		long reports = reports();
		List<PendingCommit> unsettled = takeOpen();
		Map<Long, LiveInstance> cached;
		Set<Long> owned;
		Map<Long, Long> recorded;
		boolean answered = false;
		try {
			committer.awaitInFlight(node);
			cached = this.cache.byId();
			Set<Long> ids = new HashSet<>(cached.keySet());
			unsettled.forEach((pending) -> ids.add(pending.commit().instance()));
			owned = this.claims.owned(node);
			recorded = lastTurns(List.copyOf(ids));
			// what the next verification settles looks ahead of, or behind, memory until
			// then
			cached.keySet().removeAll(settled(reports));
			answered = true;
		}
		finally {
			if (!answered) {
				add(unsettled);
			}
		}
		for (PendingCommit pending : unsettled) {
			cached.remove(pending.commit().instance());
			long last = recorded.getOrDefault(pending.commit().instance(), NOTHING);
			boolean own = owned.contains(pending.commit().instance());
			TurnCommitter.tell(pending, () -> settle(pending, last, own, node, resubmit));
		}
		tellOf(dropLost(cached.values(), owned, recorded));
	}

	private static List<String> dropLost(Collection<LiveInstance> cached, Set<Long> owned, Map<Long, Long> recorded) {
		List<String> lost = new ArrayList<>();
		for (LiveInstance instance : cached) {
			if (owned.contains(instance.id())) {
				if (instance.verify(recorded.getOrDefault(instance.id(), NOTHING))) {
					lost.add(instance.instanceId());
				}
			}
			else {
				// a plain turn is fenced by the node's row alone, so nothing else would
				// keep it from being written
				lost.add(instance.instanceId());
				instance.drop();
			}
		}
		return lost;
	}

	private static void tellOf(List<String> lost) {
		if (!lost.isEmpty()) {
			logger.warn("The database does not have what it had confirmed, so {} instances are loaded anew, '{}' among "
					+ "others. After a failover: has it lost transactions?", lost.size(), lost.get(0));
		}
	}

	private static void settle(PendingCommit pending, long recorded, boolean own, long node,
			Consumer<PendingCommit> resubmit) {
		InstanceCommit commit = pending.commit();
		if (commit.release() != null) {
			pending.failed(lost(commit));
		}
		else if (commit.start() != null) {
			if (recorded != NOTHING) {
				pending.committed(CommitResult.Outcome.COMMITTED, CommitResult.NONE, node);
			}
			else {
				resubmit.accept(pending);
			}
		}
		else if (recorded == positionOf(commit.turns().get(commit.turns().size() - 1), 0)) {
			pending.committedUnseen(node);
		}
		else if (own && pending.isRepeatable() && recorded == positionOf(commit.turns().get(0), -1)) {
			resubmit.accept(pending);
		}
		else {
			pending.failed(lost(commit));
		}
	}

	static StoreException lost(InstanceCommit commit) {
		return new StoreException(Kind.UNKNOWN,
				"The connection was lost while committing for instance #" + commit.instance(), null);
	}

	private static long positionOf(TurnRow turn, int offset) {
		return position(turn.generation(), turn.turn() + offset);
	}

	private Map<Long, Long> lastTurns(List<Long> ids) {
		Map<Long, Long> last = new HashMap<>();
		for (int i = 0; i < ids.size(); i += CHUNK) {
			last.putAll(this.claims.lastTurns(ids.subList(i, Math.min(ids.size(), i + CHUNK))));
		}
		return last;
	}

	static long position(int generation, int turn) {
		return ((long) generation << 32) | turn;
	}

}
