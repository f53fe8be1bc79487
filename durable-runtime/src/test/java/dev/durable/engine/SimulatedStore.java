package dev.durable.engine;

import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.stream.Collectors;

import dev.durable.InstanceFinishedException;
import dev.durable.InstanceNotFoundException;
import dev.durable.store.ActivityStore;
import dev.durable.store.ClaimStore;
import dev.durable.store.Claimant;
import dev.durable.store.CommitResult;
import dev.durable.store.CommitStore;
import dev.durable.store.Due;
import dev.durable.store.DurableStore;
import dev.durable.store.InboxMessage;
import dev.durable.store.InstanceCommit;
import dev.durable.store.InstanceEvidence;
import dev.durable.store.InstanceStore;
import dev.durable.store.InstanceSummary;
import dev.durable.store.LoadedInstance;
import dev.durable.store.Message;
import dev.durable.store.NewInstance;
import dev.durable.store.NodeRow;
import dev.durable.store.NodeStore;
import dev.durable.store.OrchestratorName;
import dev.durable.store.QueryStore;
import dev.durable.store.Receiver;
import dev.durable.store.Reopening;
import dev.durable.store.ServerRestartedException;
import dev.durable.store.StoreException;
import dev.durable.store.TurnRow;
import dev.durable.store.WakeUpSignals;

/**
 * The shared database as one node sees it, with the faults of that node's connections.
 */
final class SimulatedStore implements NodeStore, ClaimStore, InstanceStore, CommitStore {

	private final SimulatedWorld world;

	private final SimulatedDatabase database;

	private final Supplier<Fault> commitFaults;

	private final Supplier<Fault> otherFaults;

	private final Set<SimulatedWorld.Happening> inFlight = new HashSet<>();

	private Runnable death = () -> {
	};

	private Runnable meanwhile = () -> {
	};

	private final Set<Long> unreadable = new HashSet<>();

	private final Set<Long> held = new HashSet<>();

	private final Set<Long> heldOwned = new HashSet<>();

	private Duration clockAhead = Duration.ZERO;

	private int knownFailovers;

	private int verifiedFailovers;

	SimulatedStore(SimulatedWorld world, SimulatedDatabase database, Supplier<Fault> commitFaults,
			Supplier<Fault> otherFaults) {
		this.world = world;
		this.database = database;
		this.commitFaults = commitFaults;
		this.otherFaults = otherFaults;
		this.knownFailovers = database.failovers();
		this.verifiedFailovers = database.failovers();
	}

	/**
	 * Return whether this node has looked what the server that is there now has.
	 */
	boolean isServerVerified() {
		return this.verifiedFailovers == this.database.failovers();
	}

	/**
	 * Let the row of an instance have something that this version does not know.
	 */
	void makeUnreadable(long instance) {
		this.unreadable.add(instance);
	}

	/**
	 * Have something happen before a history is read.
	 */
	void beforeHistories(Runnable action) {
		this.meanwhile = action;
	}

	/**
	 * Let somebody hold a lock on the row of a node.
	 */
	void holdNode(long node) {
		this.held.add(node);
	}

	/**
	 * Let the clock that heartbeats are answered by be ahead.
	 */
	void letClockBeAhead(Duration ahead) {
		this.clockAhead = ahead;
	}

	/**
	 * Let somebody hold a lock on what a node owned, such as one on the whole table.
	 */
	void holdOwnedBy(long node) {
		this.heldOwned.add(node);
	}

	<T> T access(long node, Fault fault, Supplier<T> transaction) {
		if (fault == null) {
			return transaction.get();
		}
		return switch (fault) {
			case LOCKED -> throw new StoreException(StoreException.Kind.RETRYABLE, "locked", null);
			case UNREACHABLE -> throw new StoreException(StoreException.Kind.UNAVAILABLE, "unreachable", null);
			case ROLLED_BACK -> throw new StoreException(StoreException.Kind.UNKNOWN, "rolled back", null);
			case ANSWER_LOST -> {
				transaction.get();
				throw new StoreException(StoreException.Kind.UNKNOWN, "answer lost", null);
			}
			case NO_MEMORY -> throw new OutOfMemoryError("Java heap space (for a test)");
			case NO_MEMORY_FOR_ANSWER -> {
				transaction.get();
				throw new OutOfMemoryError("Java heap space (for a test)");
			}
			case COMMITTED_LATE -> {
				commitLater(transaction);
				throw new StoreException(StoreException.Kind.UNKNOWN, "committed late", null);
			}
			case FENCED -> {
				this.database.nodes.remove(node);
				this.database.clearOwner(node, Integer.MAX_VALUE);
				yield transaction.get();
			}
			case CRASH_BEFORE -> throw crash();
			case CRASH_AFTER -> {
				transaction.get();
				throw crash();
			}
		};
	}

	/**
	 * Have something done when the process dies, whoever catches the error that ends it
	 * at that point.
	 */
	void whenCrashing(Runnable death) {
		this.death = death;
	}

	private SimulatedCrash crash() {
		this.death.run();
		return new SimulatedCrash();
	}

	private void commitLater(Supplier<?> transaction) {
		SimulatedWorld.Happening[] late = new SimulatedWorld.Happening[1];
		late[0] = this.world.after(Duration.ofMillis(300), () -> {
			if (this.inFlight.remove(late[0])) {
				try {
					transaction.get();
				}
				catch (StoreException | InstanceNotFoundException | InstanceFinishedException ex) {
					// rolled back after all
				}
			}
		});
		this.inFlight.add(late[0]);
	}

	@Override
	public CommitResult commit(long node, List<InstanceCommit> group) {
		return access(node, this.commitFaults.get(), () -> {
			this.database.requireNode(node);
			if (this.knownFailovers != this.database.failovers()) {
				this.knownFailovers = this.database.failovers();
				throw new ServerRestartedException();
			}
			return this.database.commit(node, group);
		});
	}

	@Override
	public Set<Long> blocked(List<InstanceCommit> group) {
		return Set.of();
	}

	@Override
	public void awaitInFlight(long node) {
		Set<SimulatedWorld.Happening> open = Set.copyOf(this.inFlight);
		open.forEach((late) -> late.action().run());
		access(node, notUnknown(this.otherFaults.get()), () -> {
			this.database.requireNode(node);
			this.verifiedFailovers = this.database.failovers();
			return null;
		});
	}

	private static Fault notUnknown(Fault fault) {
		return (fault == Fault.ANSWER_LOST || fault == Fault.COMMITTED_LATE || fault == Fault.ROLLED_BACK
				|| fault == Fault.NO_MEMORY_FOR_ANSWER) ? Fault.UNREACHABLE : fault;
	}

	@Override
	public void abandon() {
		// there is no connection
	}

	@Override
	public void close() {
		// nothing is kept open
	}

	@Override
	public long join(String name) {
		return access(0, notUnknown(this.otherFaults.get()), () -> {
			long id = this.database.next();
			this.database.nodes.put(id, this.world.now());
			return id;
		});
	}

	@Override
	public Instant renew(long node) {
		return access(node, notUnknown(this.otherFaults.get()), () -> {
			Instant now = this.world.now();
			return (this.database.nodes.replace(node, now) != null) ? now.plus(this.clockAhead) : null;
		});
	}

	@Override
	public List<NodeRow> nodes() {
		return this.database.nodes.entrySet()
			.stream()
			.map((node) -> new NodeRow(node.getKey(), "simulated", node.getValue(), node.getValue()))
			.toList();
	}

	@Override
	public Set<Long> ownersWithoutRow() {
		Set<Long> owners = this.database.activities.ownersWithoutRow();
		this.database.instances.values().forEach((row) -> {
			if (row.owner != null && !this.database.nodes.containsKey(row.owner)) {
				owners.add(row.owner);
			}
		});
		return owners;
	}

	@Override
	public Set<Long> certainlyDead() {
		return Set.of();
	}

	@Override
	public void remove(long node) {
		Fault fault = this.held.contains(node) ? Fault.LOCKED : this.otherFaults.get();
		access(0, notUnknown(fault), () -> this.database.nodes.remove(node));
	}

	@Override
	public int clearOwner(long node, int limit) {
		Fault fault = this.heldOwned.contains(node) ? Fault.LOCKED : this.otherFaults.get();
		return access(0, notUnknown(fault), () -> this.database.clearOwner(node, limit));
	}

	@Override
	public int handBack(long node, int limit) {
		return access(0, notUnknown(this.otherFaults.get()), () -> this.database.handBack(node, limit));
	}

	@Override
	public boolean ownsAny(long node) {
		return this.database.instances.values().stream().anyMatch((row) -> row.owner != null && row.owner == node)
				|| !this.database.activities.claimed(node).isEmpty();
	}

	@Override
	public Due<List<Long>> claim(long node, String taskHub, Set<OrchestratorName> code, int limit) {
		return access(node, this.otherFaults.get(), () -> this.database.claim(node,
				code.stream().map(OrchestratorName::name).collect(Collectors.toSet()), limit));
	}

	@Override
	public List<LoadedInstance> load(long node, Collection<Long> instances, int inboxLimit) {
		if (instances.stream().anyMatch(this.unreadable::contains)) {
			throw new IllegalArgumentException("No such status (for a test)");
		}
		return access(node, notUnknown(this.otherFaults.get()),
				() -> instances.stream()
					.map(this.database.instances::get)
					.filter((row) -> row != null && row.owner != null && row.owner == node)
					.map((row) -> new LoadedInstance(row.asRow(), turns(row),
							this.database.inbox(row.start.id(), inboxLimit), row.suspicion))
					.toList());
	}

	private List<TurnRow> turns(SimulatedDatabase.Row row) {
		return this.database.turns(row.start.id())
			.values()
			.stream()
			.filter((turn) -> turn.generation() == row.generation)
			.toList();
	}

	@Override
	public void recordTrial(long node, long instance, int takeovers, int trials) {
		access(node, this.otherFaults.get(), () -> {
			this.database.recordTrial(node, instance, takeovers, trials);
			return null;
		});
	}

	@Override
	public Due<Map<Long, List<InboxMessage>>> collect(long node, int limit, int inboxLimit) {
		return access(node, this.otherFaults.get(), () -> this.database.collect(node, limit, inboxLimit));
	}

	@Override
	public Map<Long, List<InboxMessage>> inbox(Collection<Long> instances, int inboxLimit) {
		return access(0, notUnknown(this.otherFaults.get()), () -> {
			Map<Long, List<InboxMessage>> inboxes = new HashMap<>();
			instances.forEach((id) -> inboxes.put(id, this.database.inbox(id, inboxLimit)));
			return inboxes;
		});
	}

	@Override
	public Set<Long> owned(long node) {
		Set<Long> owned = new HashSet<>();
		this.database.instances.forEach((id, row) -> {
			if (row.owner != null && row.owner == node) {
				owned.add(id);
			}
		});
		return owned;
	}

	@Override
	public Map<Long, Long> lastTurns(Collection<Long> instances) {
		return access(0, notUnknown(this.otherFaults.get()), () -> {
			Map<Long, Long> last = new HashMap<>();
			instances.stream()
				.filter(this.database.instances::containsKey)
				.forEach((id) -> last.put(id, this.database.turns(id).lastKey()));
			return last;
		});
	}

	@Override
	public Instant nextWakeUp(String taskHub, Set<OrchestratorName> code) {
		return this.database.instances.values()
			.stream()
			.filter((row) -> code.stream().anyMatch((each) -> each.name().equals(row.start.name())))
			.filter((row) -> row.owner == null && row.wakeAt != null && row.wakeAt.isAfter(this.world.now()))
			.map((row) -> row.wakeAt)
			.min(Instant::compareTo)
			.orElse(null);
	}

	@Override
	public boolean isInCallerTransaction() {
		return false;
	}

	@Override
	public boolean insert(NewInstance start, Runnable afterCommit) {
		boolean inserted = this.database.insert(start, null);
		afterCommit.run();
		return inserted;
	}

	@Override
	public boolean replace(long finished, NewInstance start, Runnable afterCommit) {
		return this.database.replace(finished, start);
	}

	@Override
	public boolean reopen(Reopening reopening, Runnable afterCommit) {
		return access(0, this.otherFaults.get(), () -> {
			boolean reopened = this.database.reopen(reopening);
			afterCommit.run();
			return reopened;
		});
	}

	@Override
	public boolean hasMessages(long instance) {
		return this.database.messages.values().stream().anyMatch((message) -> message.instance() == instance);
	}

	@Override
	public void send(String taskHub, String instanceId, Message message, int inboxLimit, Claimant claimant,
			Consumer<Receiver> afterCommit) {
		Long node = (claimant != null) ? claimant.node() : null;
		Supplier<Receiver> transaction = () -> send(instanceId, message, node, claimant);
		afterCommit.accept((node != null) ? access(node, this.otherFaults.get(), transaction) : transaction.get());
	}

	private Receiver send(String instanceId, Message message, Long node, Claimant claimant) {
		SimulatedDatabase.Row row = this.database.byInstanceId(instanceId)
			.orElseThrow(() -> new InstanceNotFoundException(instanceId));
		if (!this.database.send(row.start.id(), message)) {
			throw new InstanceFinishedException(instanceId, row.status);
		}
		boolean claimed = node != null && claimant.room() > 0
				&& claimant.hasCode(new OrchestratorName(row.start.name(), row.start.version()))
				&& this.database.claim(node, row);
		return new Receiver(row.start.id(), claimed);
	}

	@Override
	public Optional<InstanceSummary> find(String taskHub, String instanceId) {
		return this.database.byInstanceId(instanceId).map((row) -> {
			List<TurnRow> turns = turns(row);
			TurnRow last = turns.get(turns.size() - 1);
			return new InstanceSummary(row.asRow(), turns.get(0).events(),
					row.status.isFinished() ? last.events() : null, last.recordedAt());
		});
	}

	@Override
	public List<TurnRow> history(String taskHub, String instanceId) {
		this.meanwhile.run();
		return this.database.byInstanceId(instanceId).map(this::turns).orElse(List.of());
	}

	@Override
	public Optional<InstanceEvidence> inspect(String taskHub, String instanceId) {
		throw new UnsupportedOperationException();
	}

	@Override
	public void purge(String taskHub, String instanceId) {
		this.database.byInstanceId(instanceId).ifPresent((row) -> this.database.instances.remove(row.start.id()));
	}

	@Override
	public int purgeLeftovers(int limit) {
		return 0;
	}

	@Override
	public void purgeGenerationsBefore(long instance, int generation) {
		SimulatedDatabase.Row row = this.database.instances.get(instance);
		int firstToKeep = (row != null) ? Math.min(row.generation, generation) : 0;
		this.database.turns(instance).values().removeIf((turn) -> turn.generation() < firstToKeep);
		this.database.activities.withdraw(instance, firstToKeep);
	}

	DurableStore asStore() {
		return new DurableStore() {

			@Override
			public NodeStore nodes() {
				return SimulatedStore.this;
			}

			@Override
			public ClaimStore claims() {
				return SimulatedStore.this;
			}

			@Override
			public InstanceStore instances() {
				return SimulatedStore.this;
			}

			@Override
			public ActivityStore activities() {
				return new SimulatedActivityStore(SimulatedStore.this, SimulatedStore.this.database.activities,
						SimulatedStore.this.commitFaults, SimulatedStore.this.otherFaults);
			}

			@Override
			public QueryStore queries() {
				throw new UnsupportedOperationException();
			}

			@Override
			public CommitStore openCommitter() {
				return SimulatedStore.this;
			}

			@Override
			public WakeUpSignals openSignals(String taskHub) {
				return SimulatedStore.this.database.signals.open();
			}

			@Override
			public long newInstanceId() {
				return SimulatedStore.this.database.next();
			}

			@Override
			public String description() {
				return "a simulated database";
			}

		};
	}

}
