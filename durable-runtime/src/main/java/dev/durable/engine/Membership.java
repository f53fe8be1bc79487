package dev.durable.engine;

import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.LongConsumer;

import dev.durable.engine.EngineThreads.Lane;
import dev.durable.store.NodeRow;
import dev.durable.store.NodeStore;
import dev.durable.store.StoreException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells the other nodes that this one lives, and takes over from those that do not.
 * Another node is dead when its heartbeat has not changed for a full timeout of this
 * node's own monotonic clock, during which this node's own heartbeats arrived: an outage
 * of the database kills nobody.
 */
final class Membership {

	private static final Logger logger = LoggerFactory.getLogger(Membership.class);

	private static final int CLEAR_BATCH = 500;

	private static final long SOON_NANOS = Duration.ofMillis(100).toNanos();

	private final EngineServices services;

	private final TurnCommitter committer;

	private final DueInstances dueInstances;

	private final OtherNodes otherNodes;

	private final LongConsumer fenced;

	private final NodeStore nodes;

	private final String name;

	private final Map<Long, Observation> observed = new HashMap<>();

	private final Set<Long> removed = new HashSet<>();

	private final FailureLog failures;

	private final FailureLog takeovers;

	// Made before there may be no memory for it
	private final Runnable nextBeat;

	private Duration untilNextBeat;

	private volatile boolean running;

	private int beats;

	private long lastRenewal;

	Membership(EngineServices services, TurnCommitter committer, DueInstances dueInstances, OtherNodes otherNodes,
			LongConsumer fenced, String name) {
		this.services = services;
		this.committer = committer;
		this.dueInstances = dueInstances;
		this.otherNodes = otherNodes;
		this.fenced = fenced;
		this.nodes = services.store().nodes();
		this.name = name;
		this.failures = new FailureLog(logger, services.threads()::nanoTime,
				"This node cannot tell the others that it lives, it begins no activities until it can",
				"This node tells the others that it lives again");
		this.takeovers = new FailureLog(logger, services.threads()::nanoTime,
				"This node cannot take over what others have left, it tries again",
				"This node takes over what others have left again");
		Runnable beat = this::beat;
		this.nextBeat = () -> services.threads().execute(Lane.MEMBERSHIP, beat);
		this.untilNextBeat = services.settings().heartbeatInterval();
	}

	/**
	 * Join and begin to beat.
	 */
	synchronized void start() {
		this.running = true;
		this.removed.addAll(this.nodes.certainlyDead());
		joinAs();
		takeOverWhatIsLeft(true);
		this.untilNextBeat = untilNextBeat();
		beatAgain();
	}

	/**
	 * Leave: what is still owned becomes free at once.
	 */
	synchronized void stop() {
		this.running = false;
		Long node = this.services.node().id();
		boolean reachable = this.services.node().isHealthy();
		if (node == null || !this.services.node().lost(node)) {
			return;
		}
		if (!reachable) {
			logger.warn("This node cannot sign off, the others will notice after the node timeout");
			return;
		}
		try {
			this.nodes.remove(node);
			handBack(node);
			this.otherNodes.wakeNow();
		}
		catch (StoreException ex) {
			logger.warn("This node could not sign off, the others will notice after the node timeout: {}",
					ex.getMessage());
		}
	}

	/**
	 * Join under a new id after the old one was taken from this node.
	 */
	synchronized void rejoin(long former) {
		this.removed.add(former);
		if (this.running && this.services.node().id() == null) {
			try {
				joinAnew();
				clear(former);
			}
			catch (StoreException ex) {
				this.failures.failed(ex);
			}
		}
	}

	private long joinAs() {
		long id = this.nodes.join(this.name);
		// nothing is claimed before this node knows what time it is
		renew(id);
		this.observed.clear();
		this.lastRenewal = this.services.threads().nanoTime();
		this.services.node().joined(id, this.lastRenewal);
		observe(id);
		return id;
	}

	/**
	 * Renew the heartbeat and measure the time.
	 * @return whether this node is still a member
	 */
	private boolean renew(long node) {
		long asked = this.services.threads().nanoTime();
		Instant databaseTime = this.nodes.renew(node);
		if (databaseTime != null) {
			this.services.clock().measured(databaseTime, asked);
		}
		return databaseTime != null;
	}

	private void joinAnew() {
		long id = joinAs();
		logger.info("This node has joined anew, as node {} ({})", id, this.name);
	}

	private void beatAgain() {
		if (this.running) {
			this.services.threads().after(this.untilNextBeat, this.nextBeat);
		}
	}

	/**
	 * Return the time until the next beat, which comes early where another node will have
	 * been silent for long enough by then.
	 */
	private Duration untilNextBeat() {
		long now = this.services.threads().nanoTime();
		long timeout = this.services.settings().nodeTimeout().toNanos();
		long wait = this.services.settings().heartbeatInterval().toNanos();
		for (Observation observation : this.observed.values()) {
			wait = Math.min(wait, Math.max(SOON_NANOS, timeout - (now - observation.since)));
		}
		return Duration.ofNanos(wait);
	}

	private synchronized void beat() {
		try {
			if (this.running) {
				this.untilNextBeat = this.services.settings().heartbeatInterval();
				beatOnce();
				this.untilNextBeat = untilNextBeat();
			}
		}
		catch (RuntimeException | Error ex) {
			this.services.node().notRenewed();
			this.observed.clear();
			this.failures.failed(ex);
		}
		finally {
			beatAgain();
		}
	}

	private void beatOnce() {
		Long node = this.services.node().id();
		if (node == null) {
			joinAnew();
			this.failures.worked();
			this.dueInstances.reconcileSoon();
			return;
		}
		if (this.committer.stalledNanos() > this.services.settings().nodeTimeout().toNanos()) {
			this.failures.failed("its committer makes no progress, so its heartbeat is not renewed");
			this.services.node().notRenewed();
			return;
		}
		if (!renew(node)) {
			this.fenced.accept(node);
			return;
		}
		long now = this.services.threads().nanoTime();
		this.services.node().renewed(now);
		this.failures.worked();
		if (now - this.lastRenewal > 2 * this.services.settings().heartbeatInterval().toNanos()) {
			// this node was frozen or cut off itself, so it has seen nothing of the
			// others
			this.observed.clear();
		}
		this.lastRenewal = now;
		observe(node);
		boolean fifth = ++this.beats % 5 == 0;
		if (fifth) {
			this.dueInstances.reconcileSoon();
		}
		takeOverWhatIsLeft(fifth);
	}

	/**
	 * Free what nodes own whose rows are gone. If somebody's lock comes in the way, on a
	 * whole table for instance, this node lives all the same, and may go on to observe
	 * others.
	 * @param search whether to look for such nodes, too
	 */
	private void takeOverWhatIsLeft(boolean search) {
		try {
			if (search) {
				this.removed.addAll(this.nodes.ownersWithoutRow());
			}
			List.copyOf(this.removed).forEach(this::clear);
			this.takeovers.worked();
		}
		catch (StoreException ex) {
			if (ex.kind() != StoreException.Kind.RETRYABLE) {
				throw ex;
			}
			this.takeovers.failed(ex);
		}
	}

	private void observe(long self) {
		long now = this.services.threads().nanoTime();
		long timeout = this.services.settings().nodeTimeout().toNanos();
		List<NodeRow> rows = this.nodes.nodes();
		this.services.node().hasOthers(rows.size() > 1);
		this.observed.keySet().retainAll(rows.stream().map(NodeRow::id).toList());
		for (NodeRow row : rows) {
			if (row.id() == self) {
				continue;
			}
			Observation last = this.observed.get(row.id());
			if (last == null || !last.heartbeat.equals(row.heartbeatAt())) {
				this.observed.put(row.id(), new Observation(row.heartbeatAt(), now));
			}
			else if (now - last.since >= timeout) {
				logger.warn("Node {} ({}) has been silent since {}; its instances are taken over", row.id(), row.name(),
						row.heartbeatAt());
				takeOver(row.id());
			}
		}
	}

	/**
	 * Take a dead node's row away; what it owned is freed next. If somebody's lock keeps
	 * it from being removed, it is observed anew: this node lives all the same, and there
	 * may be others to take over from.
	 */
	private void takeOver(long dead) {
		this.observed.remove(dead);
		try {
			this.nodes.remove(dead);
		}
		catch (StoreException ex) {
			if (ex.kind() != StoreException.Kind.RETRYABLE) {
				throw ex;
			}
			logger.warn("Node {} cannot be removed, this is tried again after the node timeout: {}", dead,
					ex.getMessage());
			return;
		}
		this.removed.add(dead);
	}

	private void handBack(long self) {
		int handedBack;
		do {
			handedBack = this.nodes.handBack(self, CLEAR_BATCH);
		}
		while (handedBack > 0);
	}

	private void clear(long dead) {
		long takenOver = 0;
		int cleared;
		do {
			cleared = this.nodes.clearOwner(dead, CLEAR_BATCH);
			takenOver += cleared;
			if (cleared > 0) {
				this.otherNodes.wake();
			}
		}
		while (cleared > 0);
		if (takenOver > 0) {
			logger.info("Took over {} instances and activities of node {}, which is gone", takenOver, dead);
		}
		if (!this.nodes.ownsAny(dead)) {
			this.removed.remove(dead);
		}
		this.dueInstances.nudge();
	}

	/**
	 * The heartbeat of another node, and since when it has been that.
	 */
	private record Observation(Instant heartbeat, long since) {

	}

}
