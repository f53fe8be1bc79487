package dev.durable.engine;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.BooleanSupplier;

import dev.durable.FailureDetails;
import dev.durable.RuntimeStatus;
import dev.durable.history.HistoryCodec;
import dev.durable.history.HistoryEvent;
import dev.durable.history.TaskCompleted;
import dev.durable.history.TaskFailed;
import dev.durable.store.CommitResult;
import dev.durable.store.Due;
import dev.durable.store.InboxMessage;
import dev.durable.store.InstanceCommit;
import dev.durable.store.InstanceRow;
import dev.durable.store.Message;
import dev.durable.store.MessageKind;
import dev.durable.store.NewInstance;
import dev.durable.store.NodeFencedException;
import dev.durable.store.OutgoingMessage;
import dev.durable.store.Reopening;
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

	final SimulatedActivities activities;

	private final Set<String> outcomes = new HashSet<>();

	final SimulatedSignals signals;

	private final SimulatedWorld world;

	private BooleanSupplier locks = () -> false;

	private long sequence;

	private int failovers;

	int startsWithRun;

	int startsGivenBack;

	int claimedBySenders;

	SimulatedDatabase(SimulatedWorld world) {
		this.world = world;
		this.signals = new SimulatedSignals(world);
		this.activities = new SimulatedActivities(world, this);
	}

	/**
	 * Let somebody else have locked rows that are due.
	 * @param locks whether one that somebody looks at is locked
	 */
	void whereOthersHold(BooleanSupplier locks) {
		this.locks = locks;
	}

	/**
	 * Take those of the rows that are due and that nobody has locked.
	 */
	<T> Due<List<T>> take(List<T> due) {
		List<T> free = due.stream().filter((row) -> !this.locks.getAsBoolean()).toList();
		return new Due<>(free, free.size() < due.size());
	}

	/**
	 * Return how often another server has taken over.
	 */
	int failovers() {
		return this.failovers;
	}

	/**
	 * Begin to fail over: another server takes over a little later, which has what is
	 * here now. What is written until then will be lost. Numbers do not come back.
	 */
	void failOverAfter(Duration lag) {
		SimulatedDatabase standby = new SimulatedDatabase(this.world);
		standby.replaceBy(this);
		this.world.after(lag, () -> {
			replaceBy(standby);
			this.failovers++;
		});
	}

	private void replaceBy(SimulatedDatabase other) {
		this.nodes.clear();
		this.nodes.putAll(other.nodes);
		this.instances.clear();
		other.instances.forEach((id, row) -> this.instances.put(id, row.copy()));
		this.history.clear();
		other.history.forEach((id, turns) -> this.history.put(id, new TreeMap<>(turns)));
		this.messages.clear();
		this.messages.putAll(other.messages);
		this.activities.replaceBy(other.activities);
		this.outcomes.clear();
		this.outcomes.addAll(other.outcomes);
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
			else {
				commit.turns().forEach((turn) -> turns(commit.instance()).put(position(turn), turn));
				this.startsWithRun += commit.turns().size();
				this.startsGivenBack += (start.givenBack() != null) ? 1 : 0;
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
			checkOutcomes(turn);
		}
		commit.handedOver().forEach(this.activities::insert);
		commit.consumed().forEach(this.messages::remove);
		if (commit.change() != null) {
			row.status = commit.change().status();
			row.generation = commit.change().generation();
			row.customStatus = commit.change().customStatus();
			if (row.status.isFinished()) {
				row.completedAt = commit.change().at();
				row.owner = null;
				row.wakeAt = null;
				this.messages.values().removeIf((message) -> message.instance() == commit.instance());
				this.activities.withdraw(commit.instance(), Integer.MAX_VALUE);
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
		if (commit.toChildren() != null) {
			this.instances.values()
				.stream()
				.filter((child) -> child.start.parent() != null && child.start.parent().instance() == commit.instance()
						&& !child.status.isFinished())
				.forEach((child) -> send(child.start.id(), commit.toChildren()));
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
		row.status = (owner != null || start.givenBack() != null) ? RuntimeStatus.RUNNING : RuntimeStatus.PENDING;
		row.wakeAt = (owner != null) ? null : (start.givenBack() != null) ? start.givenBack().wakeAt()
				: (start.startAt() != null) ? start.startAt() : start.createdAt();
		this.instances.put(start.id(), row);
		turns(start.id()).put(0L, new TurnRow(start.id(), 0, 0, start.createdAt(), start.events()));
		return true;
	}

	boolean replace(long finished, NewInstance start) {
		Row row = this.instances.get(finished);
		if (row == null || !row.status.isFinished()) {
			return false;
		}
		this.instances.remove(finished);
		return insert(start, null);
	}

	boolean reopen(Reopening reopening) {
		for (Map.Entry<Long, Instant> seen : reopening.seen().entrySet()) {
			Row row = this.instances.get(seen.getKey());
			if (row == null || !Objects.equals(row.completedAt, seen.getValue())) {
				return false;
			}
		}
		for (TurnRow turn : reopening.turns()) {
			Row row = this.instances.get(turn.instance());
			if (row.status != RuntimeStatus.FAILED || row.owner != null
					|| position(turn) != turns(turn.instance()).lastKey() + 1) {
				this.world.violation("Reopened although it is " + row.status + ": " + turn);
			}
			turns(turn.instance()).put(position(turn), turn);
			row.status = RuntimeStatus.RUNNING;
			row.completedAt = null;
			row.wakeAt = this.world.now();
		}
		reopening.replaced().forEach(this.instances::remove);
		reopening.starts().forEach((start) -> insert(start, null));
		reopening.messages().forEach((message) -> send(message.target(), message.message()));
		return true;
	}

	boolean send(long target, Message message) {
		Row row = this.instances.get(target);
		if (row == null || row.status.isFinished()) {
			return false;
		}
		long id = next();
		this.messages.put(id, new InboxMessage(id, target, message, this.world.now()));
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

	Due<List<Long>> claim(long node, Set<String> code, int limit) {
		requireNode(node);
		Due<List<Row>> due = take(this.instances.values()
			.stream()
			.filter((row) -> row.owner == null && row.wakeAt != null && !row.wakeAt.isAfter(this.world.now()))
			.filter((row) -> code.contains(row.start.name()) || hasControlMessage(row.start.id()))
			.sorted(Comparator.comparing((Row row) -> row.wakeAt))
			.limit(limit)
			.toList());
		List<Long> claimed = new ArrayList<>();
		for (Row row : due.taken()) {
			own(node, row);
			claimed.add(row.start.id());
		}
		return new Due<>(claimed, due.skipped());
	}

	private void own(long node, Row row) {
		row.owner = node;
		row.wakeAt = null;
		boolean begins = row.start.startAt() == null || !row.start.startAt().isAfter(this.world.now());
		if (row.status == RuntimeStatus.PENDING && begins) {
			row.status = RuntimeStatus.RUNNING;
		}
	}

	/**
	 * Make a node the owner of what it has just sent a message to.
	 */
	boolean claim(long node, Row row) {
		if (row.owner != null || !this.nodes.containsKey(node)) {
			return false;
		}
		own(node, row);
		this.claimedBySenders++;
		return true;
	}

	private boolean hasControlMessage(long instance) {
		Set<MessageKind> kinds = EnumSet.of(MessageKind.TERMINATE, MessageKind.TERMINATE_TREE, MessageKind.SUSPEND,
				MessageKind.RESUME);
		return inbox(instance, Integer.MAX_VALUE).stream()
			.anyMatch((message) -> kinds.contains(message.message().kind()));
	}

	Due<Map<Long, List<InboxMessage>>> collect(long node, int limit, int inboxLimit) {
		Map<Long, List<InboxMessage>> collected = new LinkedHashMap<>();
		Due<List<Row>> due = take(this.instances.values()
			.stream()
			.filter((row) -> row.owner != null && row.owner == node && row.wakeAt != null
					&& !row.wakeAt.isAfter(this.world.now()))
			.limit(limit)
			.toList());
		for (Row row : due.taken()) {
			row.wakeAt = null;
			collected.put(row.start.id(), inbox(row.start.id(), inboxLimit));
		}
		return new Due<>(collected, due.skipped());
	}

	int handBack(long node, int limit) {
		List<Row> owned = ownedBy(node, limit);
		for (Row row : owned) {
			row.owner = null;
			row.wakeAt = this.world.now();
		}
		return owned.size();
	}

	private List<Row> ownedBy(long node, int limit) {
		return this.instances.values()
			.stream()
			.filter((row) -> row.owner != null && row.owner == node)
			.limit(limit)
			.toList();
	}

	int clearOwner(long node, int limit) {
		List<Row> owned = ownedBy(node, limit);
		for (Row row : owned) {
			row.owner = null;
			row.wakeAt = this.world.now();
			long last = turns(row.start.id()).lastKey();
			boolean again = row.suspicion.position() == last;
			row.suspicion = again ? new Suspicion(row.suspicion.takeovers() + 1, last, row.suspicion.trials())
					: new Suspicion(1, last, 0);
		}
		return owned.size() + this.activities.clearOwner(node);
	}

	/**
	 * Every attempt has one outcome at most.
	 */
	private void checkOutcomes(TurnRow turn) {
		for (HistoryEvent event : HistoryCodec.decode(turn.events())) {
			String attempt = null;
			if (event instanceof TaskCompleted completed) {
				attempt = completed.taskId() + "/" + completed.attempt();
			}
			else if (event instanceof TaskFailed failed) {
				attempt = failed.taskId() + "/" + failed.attempt();
			}
			if (attempt != null && !this.outcomes.add(turn.instance() + "/" + turn.generation() + "/" + attempt)) {
				this.world.violation("Attempt " + attempt + " of instance " + turn.instance() + " has two outcomes");
			}
		}
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

		Instant completedAt;

		Suspicion suspicion = Suspicion.NONE;

		Row copy() {
			Suspicion suspicion = Suspicion.NONE;

			Row copy = new Row();
			copy.start = this.start;
			copy.generation = this.generation;
			copy.status = this.status;
			copy.owner = this.owner;
			copy.wakeAt = this.wakeAt;
			copy.customStatus = this.customStatus;
			copy.suspicion = this.suspicion;
			copy.completedAt = this.completedAt;
			return copy;
		}

		InstanceRow asRow() {
			return new InstanceRow(this.start.id(), this.start.taskHub(), this.start.instanceId(), this.start.name(),
					this.start.version(), this.generation, this.status, this.start.createdAt(), this.completedAt,
					this.owner, this.wakeAt, this.start.startAt(), this.customStatus, this.start.parent(), null,
					this.start.trace(), this.start.tags());
		}

	}

}
