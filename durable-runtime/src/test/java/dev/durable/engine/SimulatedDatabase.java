package dev.durable.engine;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

import dev.durable.FailureDetails;
import dev.durable.RuntimeStatus;
import dev.durable.store.CommitResult;
import dev.durable.store.InboxMessage;
import dev.durable.store.InstanceCommit;
import dev.durable.store.InstanceRow;
import dev.durable.store.Message;
import dev.durable.store.MessageKind;
import dev.durable.store.NewInstance;
import dev.durable.store.NodeFencedException;
import dev.durable.store.OutgoingMessage;
import dev.durable.store.StoreException;
import dev.durable.store.Suspicion;
import dev.durable.store.TurnRow;

import static dev.durable.history.HistoryCodec.encodeFailure;

/**
 * The one database that the simulated nodes share. Every method is one transaction. It
 * watches over the invariants that a database can see.
 */
final class SimulatedDatabase {

	final Map<Long, Instant> nodes = new TreeMap<>();

	final Map<Long, Row> instances = new TreeMap<>();

	final Map<Long, TreeMap<Long, TurnRow>> history = new HashMap<>();

	final TreeMap<Long, InboxMessage> messages = new TreeMap<>();

	final SimulatedSignals signals;

	private final SimulatedWorld world;

	private long sequence;

	SimulatedDatabase(SimulatedWorld world) {
		this.world = world;
		this.signals = new SimulatedSignals(world);
	}

	long next() {
		return ++this.sequence;
	}

	Optional<Row> byInstanceId(String instanceId) {
		return this.instances.values().stream().filter((row) -> row.start.instanceId().equals(instanceId)).findFirst();
	}

	void requireNode(long node) {
		if (!this.nodes.containsKey(node)) {
			throw new NodeFencedException(node);
		}
	}

	CommitResult commit(long node, List<InstanceCommit> group) {
		requireNode(node);
		for (InstanceCommit commit : group) {
			check(node, commit);
		}
		Map<Long, CommitResult.Outcome> outcomes = new HashMap<>();
		Set<Long> failedChildren = new HashSet<>();
		Set<Long> notified = new HashSet<>();
		for (InstanceCommit commit : group) {
			apply(node, commit, outcomes, failedChildren, notified);
		}
		return new CommitResult(outcomes, failedChildren, notified);
	}

	private void check(long node, InstanceCommit commit) {
		for (Long id : commit.consumed()) {
			if (!this.messages.containsKey(id)) {
				throw new StoreException(StoreException.Kind.DEFINITE, "Message " + id + " is not there", null);
			}
		}
		if (commit.start() != null) {
			return;
		}
		Row row = this.instances.get(commit.instance());
		if (row == null || row.owner == null || row.owner != node) {
			this.world.violation("Node " + node + " writes instance " + commit.instance() + " that it does not own");
			return;
		}
		for (TurnRow turn : commit.turns()) {
			if (turns(commit.instance()).containsKey(position(turn))) {
				throw new StoreException(StoreException.Kind.DEFINITE, "Turn exists: " + turn, null);
			}
		}
		if (!commit.turns().isEmpty()) {
			long expected = turns(commit.instance()).lastKey() + 1;
			if (position(commit.turns().get(0)) != expected) {
				this.world.violation("Turn " + commit.turns().get(0) + " does not follow");
			}
		}
	}

	private void apply(long node, InstanceCommit commit, Map<Long, CommitResult.Outcome> outcomes,
			Set<Long> failedChildren, Set<Long> notified) {
		NewInstance start = commit.start();
		if (start != null) {
			if (!insert(start, start.owned() ? node : null)) {
				outcomes.put(commit.instance(), CommitResult.Outcome.ID_TAKEN);
			}
			return;
		}
		Row row = this.instances.get(commit.instance());
		if (commit.release() != null) {
			boolean busy = row.wakeAt != null || inbox(commit.instance(), 1).size() > 0;
			if (busy) {
				outcomes.put(commit.instance(), CommitResult.Outcome.RELEASE_REFUSED);
			}
			else {
				row.owner = null;
				row.wakeAt = commit.release().wakeAt();
			}
			return;
		}
		for (TurnRow turn : commit.turns()) {
			turns(commit.instance()).put(position(turn), turn);
		}
		commit.consumed().forEach(this.messages::remove);
		if (commit.change() != null) {
			row.status = commit.change().status();
			row.generation = commit.change().generation();
			row.customStatus = commit.change().customStatus();
			if (row.status.isFinished()) {
				row.owner = null;
				row.wakeAt = null;
				this.messages.values().removeIf((message) -> message.instance() == commit.instance());
			}
		}
		for (NewInstance child : commit.children()) {
			if (!insert(child, child.owned() ? node : null)) {
				failedChildren.add(child.id());
				FailureDetails failure = new FailureDetails("IdTaken", child.instanceId(), null, null);
				send(commit.instance(), new Message(MessageKind.CHILD_FAILED, "", child.parent().generation(),
						child.parent().taskId(), encodeFailure(failure)));
			}
		}
		for (OutgoingMessage message : commit.sent()) {
			if (send(message.target(), message.message())) {
				notified.add(message.target());
			}
		}
	}

	boolean insert(NewInstance start, Long owner) {
		if (byInstanceId(start.instanceId()).isPresent()) {
			return false;
		}
		Row row = new Row();
		row.start = start;
		row.owner = owner;
		row.status = (owner != null) ? RuntimeStatus.RUNNING : RuntimeStatus.PENDING;
		row.wakeAt = (owner != null) ? null : (start.startAt() != null) ? start.startAt() : start.createdAt();
		this.instances.put(start.id(), row);
		turns(start.id()).put(0L, new TurnRow(start.id(), 0, 0, start.createdAt(), start.events()));
		return true;
	}

	boolean send(long target, Message message) {
		Row row = this.instances.get(target);
		if (row == null || row.status.isFinished()) {
			return false;
		}
		long id = next();
		this.messages.put(id, new InboxMessage(id, target, message));
		row.wakeAt = this.world.now();
		return true;
	}

	List<InboxMessage> inbox(long instance, int limit) {
		return this.messages.values()
			.stream()
			.filter((message) -> message.instance() == instance)
			.limit(limit)
			.toList();
	}

	List<Long> claim(long node, Set<String> code, int limit) {
		requireNode(node);
		List<Row> due = this.instances.values()
			.stream()
			.filter((row) -> row.owner == null && row.wakeAt != null && !row.wakeAt.isAfter(this.world.now()))
			.filter((row) -> code.contains(row.start.name()) || hasControlMessage(row.start.id()))
			.sorted(Comparator.comparing((Row row) -> row.wakeAt))
			.limit(limit)
			.toList();
		List<Long> claimed = new ArrayList<>();
		for (Row row : due) {
			row.owner = node;
			row.wakeAt = null;
			boolean begins = row.start.startAt() == null || !row.start.startAt().isAfter(this.world.now());
			if (row.status == RuntimeStatus.PENDING && begins) {
				row.status = RuntimeStatus.RUNNING;
			}
			claimed.add(row.start.id());
		}
		return claimed;
	}

	private boolean hasControlMessage(long instance) {
		Set<MessageKind> kinds = EnumSet.of(MessageKind.TERMINATE, MessageKind.SUSPEND, MessageKind.RESUME);
		return inbox(instance, Integer.MAX_VALUE).stream()
			.anyMatch((message) -> kinds.contains(message.message().kind()));
	}

	Map<Long, List<InboxMessage>> collect(long node, int limit, int inboxLimit) {
		Map<Long, List<InboxMessage>> collected = new LinkedHashMap<>();
		this.instances.values()
			.stream()
			.filter((row) -> row.owner != null && row.owner == node && row.wakeAt != null
					&& !row.wakeAt.isAfter(this.world.now()))
			.limit(limit)
			.forEach((row) -> {
				row.wakeAt = null;
				collected.put(row.start.id(), inbox(row.start.id(), inboxLimit));
			});
		return collected;
	}

	int clearOwner(long node, int limit) {
		List<Row> owned = this.instances.values()
			.stream()
			.filter((row) -> row.owner != null && row.owner == node)
			.limit(limit)
			.toList();
		for (Row row : owned) {
			row.owner = null;
			row.wakeAt = this.world.now();
			long last = turns(row.start.id()).lastKey();
			boolean again = row.suspicion.position() == last;
			row.suspicion = again ? new Suspicion(row.suspicion.takeovers() + 1, last, row.suspicion.trials())
					: new Suspicion(1, last, 0);
		}
		return owned.size();
	}

	void recordTrial(long node, long instance, int takeovers, int trials) {
		requireNode(node);
		Row row = this.instances.get(instance);
		if (row != null && row.owner != null && row.owner == node) {
			row.suspicion = new Suspicion(takeovers, row.suspicion.position(), trials);
		}
	}

	TreeMap<Long, TurnRow> turns(long instance) {
		return this.history.computeIfAbsent(instance, (id) -> new TreeMap<>());
	}

	static long position(TurnRow turn) {
		return UnknownOutcome.position(turn.generation(), turn.turn());
	}

	/**
	 * One instance.
	 */
	static final class Row {

		NewInstance start;

		int generation;

		RuntimeStatus status;

		Long owner;

		Instant wakeAt;

		String customStatus;

		Suspicion suspicion = Suspicion.NONE;

		InstanceRow asRow() {
			return new InstanceRow(this.start.id(), this.start.taskHub(), this.start.instanceId(), this.start.name(),
					this.start.version(), this.generation, this.status, this.start.createdAt(), null, this.owner,
					this.wakeAt, this.start.startAt(), this.customStatus, this.start.parent(), null, this.start.trace(),
					this.start.tags());
		}

	}

}
