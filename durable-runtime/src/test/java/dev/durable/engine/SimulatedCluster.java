package dev.durable.engine;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;

import dev.durable.ActivityContext;
import dev.durable.InstanceFinishedException;
import dev.durable.InstanceNotFailedException;
import dev.durable.InstanceNotFoundException;
import dev.durable.RuntimeStatus;
import dev.durable.TraceContext;
import dev.durable.history.EventRaised;
import dev.durable.history.HistoryCodec;
import dev.durable.history.HistoryEvent;
import dev.durable.history.TaskCompleted;
import dev.durable.history.TaskRetryScheduled;
import dev.durable.history.TaskScheduled;
import dev.durable.store.CommitResult;
import dev.durable.store.Message;
import dev.durable.store.MessageKind;
import dev.durable.store.NewInstance;
import dev.durable.store.StoreException;
import dev.durable.store.TurnRow;

/**
 * Some simulated nodes on one simulated database, and clients that start instances and
 * raise events and never give up.
 */
final class SimulatedCluster {

	private static final EngineSettings SETTINGS = EngineSettings.defaults()
		.withPollInterval(Duration.ofMillis(500))
		.withHeartbeat(Duration.ofSeconds(1), Duration.ofSeconds(5))
		.withIdleTimeout(Duration.ofSeconds(2))
		// nodes die so often here that it proves nothing against those on trial
		.withMaxFailedTrials(20);

	final SimulatedWorld world;

	final SimulatedDatabase database;

	final Map<String, Integer> eventAttempts = new HashMap<>();

	final List<String> acceptedEvents = new ArrayList<>();

	final List<String> accepted = new ArrayList<>();

	private final Supplier<Fault> commitFaults;

	private final Supplier<Fault> otherFaults;

	private final List<Node> nodes = new ArrayList<>();

	private int crashes;

	private final Thread thread = Thread.currentThread();

	private int helpfulActivities;

	private int helpfulCommits;

	int rewinds;

	private int started;

	private int handedOver;

	SimulatedCluster(long seed, int size, Supplier<Fault> commitFaults, Supplier<Fault> otherFaults) {
		this.world = new SimulatedWorld(seed);
		this.database = new SimulatedDatabase(this.world);
		this.database.whereOthersHold(() -> this.world.random().nextInt(10) == 0);
		this.commitFaults = commitFaults;
		this.otherFaults = otherFaults;
		for (int i = 0; i < size; i++) {
			this.nodes.add(new Node());
		}
		watch();
	}

	int crashes() {
		return this.crashes;
	}

	/**
	 * Return how many activities and commits were done by orchestrators' own threads.
	 */
	int helpfulActivities() {
		return this.helpfulActivities;
	}

	int helpfulCommits() {
		return this.helpfulCommits;
	}

	private boolean isOnCodeThread() {
		return Thread.currentThread() != this.thread;
	}

	/**
	 * Return how many attempts that were handed over have run.
	 */
	int handedOver() {
		return this.handedOver;
	}

	/**
	 * Replace nodes that have crashed.
	 */
	private void watch() {
		for (int i = 0; i < this.nodes.size(); i++) {
			if (this.nodes.get(i).threads.isDead()) {
				this.nodes.get(i).bury();
				this.nodes.set(i, new Node());
			}
		}
		this.world.after(Duration.ofSeconds(1), this::watch);
	}

	void shutdown() {
		this.nodes.forEach(Node::bury);
	}

	private Node someNode() {
		return this.nodes.get(this.world.random().nextInt(this.nodes.size()));
	}

	/**
	 * Start an instance and try again until it is accepted.
	 */
	void start(String instanceId, String orchestrator, String inputJson) {
		Node node = someNode();
		EngineServices services = node.engine.services();
		boolean lacksCode = services.registrations().findOrchestrator(orchestrator, "") == null;
		if (node.threads.isDead() || !services.node().isHealthy() || lacksCode) {
			this.world.after(Duration.ofMillis(300), () -> start(instanceId, orchestrator, inputJson));
			return;
		}
		NewInstance start = services.newInstance(instanceId, orchestrator, "", services.clock().now(), null,
				TraceContext.NONE, Map.of(), inputJson);
		PendingStart pending = new PendingStart(start, node.engine.events());
		pending.outcome().whenComplete((outcome, failure) -> {
			if (outcome == CommitResult.Outcome.COMMITTED || outcome == CommitResult.Outcome.ID_TAKEN) {
				this.accepted.add(instanceId);
			}
			else {
				this.world.after(Duration.ofMillis(300), () -> start(instanceId, orchestrator, inputJson));
			}
		});
		node.start(pending);
		this.world.after(Duration.ofSeconds(20), () -> {
			if (!pending.outcome().isDone()) {
				// so that no thread is left behind
				pending.failed(new IllegalStateException("The client has lost its patience"));
			}
		});
	}

	/**
	 * Raise an event and try again until it is accepted. The payload is its identity.
	 */
	void raise(String instanceId, String event, String payload) {
		Node node = someNode();
		if (node.threads.isDead()) {
			this.world.after(Duration.ofMillis(200), () -> raise(instanceId, event, payload));
			return;
		}
		LiveInstance live = node.engine.services().cache().find(instanceId);
		CompletableFuture<Boolean> delivered = new CompletableFuture<>();
		EventRaised raised = new EventRaised(event, "\"" + payload + "\"");
		if (live == null) {
			sendThroughStore(node, instanceId, raised, payload);
			return;
		}
		this.eventAttempts.merge(payload, 1, Integer::sum);
		delivered.whenComplete((done, failure) -> {
			if (Boolean.TRUE.equals(done)) {
				this.acceptedEvents.add(payload);
			}
			else if (failure != null) {
				// nobody knows, so the sender sends again and it may come twice
				this.world.after(Duration.ofMillis(100), () -> raise(instanceId, event, payload));
			}
			else {
				this.eventAttempts.merge(payload, -1, Integer::sum);
				this.world.after(Duration.ofMillis(100), () -> raise(instanceId, event, payload));
			}
		});
		if (!live.post(Delivery.acknowledged(raised, delivered))) {
			delivered.complete(false);
			return;
		}
		this.world.after(Duration.ofSeconds(5), () -> {
			if (!delivered.isDone()) {
				raise(instanceId, event, payload);
			}
		});
	}

	/**
	 * Suspend or resume an instance through the store, and try again until it exists.
	 * @param accepted what to do then
	 */
	void control(String instanceId, MessageKind kind, Runnable accepted) {
		try {
			someNode().store.send("sim", instanceId, new Message(kind, "", 0, 0, "simulated"), 1_000, null,
					(receiver) -> accepted.run());
		}
		catch (InstanceNotFoundException ex) {
			this.world.after(Duration.ofMillis(200), () -> control(instanceId, kind, accepted));
		}
		catch (InstanceFinishedException ex) {
			// it was faster
		}
	}

	/**
	 * Rewind an instance whenever it has failed, until it has ended otherwise.
	 */
	void keepRewinding(String instanceId) {
		SimulatedDatabase.Row row = this.database.byInstanceId(instanceId).orElse(null);
		Node node = someNode();
		if (row != null && row.status == RuntimeStatus.FAILED && !node.threads.isDead()) {
			try {
				node.engine.client().rewind(instanceId, "simulated");
				this.rewinds++;
			}
			catch (SimulatedCrash ex) {
				node.threads.kill();
			}
			catch (StoreException | InstanceNotFailedException | OutOfMemoryError ex) {
				// trying again
			}
		}
		if (row == null || row.status != RuntimeStatus.COMPLETED) {
			this.world.after(Duration.ofMillis(700), () -> keepRewinding(instanceId));
		}
	}

	private void sendThroughStore(Node node, String instanceId, EventRaised raised, String payload) {
		InstanceEvents events = node.engine.events();
		this.eventAttempts.merge(payload, 1, Integer::sum);
		try {
			node.store.send("sim", instanceId, new Message(MessageKind.EVENT, raised.name(), 0, 0, raised.payload()),
					1_000, events.claimant(), events::sent);
			this.acceptedEvents.add(payload);
		}
		catch (InstanceNotFoundException ex) {
			this.eventAttempts.merge(payload, -1, Integer::sum);
			this.world.after(Duration.ofMillis(200), () -> raise(instanceId, raised.name(), payload));
		}
		catch (InstanceFinishedException ex) {
			// too late, the sender is told so
			this.eventAttempts.merge(payload, -1, Integer::sum);
		}
		catch (StoreException | OutOfMemoryError ex) {
			// maybe nobody knows, so the sender sends again and it may come twice
			if (!(ex instanceof StoreException store) || store.kind() == StoreException.Kind.UNKNOWN) {
				events.maybeSent();
			}
			this.world.after(Duration.ofMillis(100), () -> raise(instanceId, raised.name(), payload));
		}
		catch (SimulatedCrash ex) {
			node.threads.kill();
			this.world.after(Duration.ofMillis(100), () -> raise(instanceId, raised.name(), payload));
		}
	}

	/**
	 * One process.
	 */
	private final class Node {

		private final SimulatedThreads threads;

		private final SimulatedStore store;

		private final DurableEngine engine;

		Node() {
			SimulatedCluster cluster = SimulatedCluster.this;
			this.threads = new SimulatedThreads(cluster.world);
			this.threads.letHelp();
			this.store = new SimulatedStore(cluster.world, cluster.database, () -> {
				cluster.helpfulCommits += cluster.isOnCodeThread() ? 1 : 0;
				return cluster.commitFaults.get();
			}, cluster.otherFaults);
			this.store.whenCrashing(() -> {
				cluster.crashes++;
				this.threads.kill();
			});
			// every second process is of an earlier deployment that lacks some of the
			// code
			Registrations code = SimulatedCode.registrations(cluster.started++ % 2 == 0, this::beforeActivity);
			// and every third one has hardly any memory
			int room = (cluster.started % 3 == 1) ? 4 : 50;
			this.engine = DurableEngine.builder(this.store.asStore(), code)
				.taskHub("sim")
				.settings(SETTINGS.withConcurrency(room, 10))
				.build(this.threads);
			start();
		}

		private void start() {
			try {
				this.engine.start();
			}
			catch (SimulatedCrash ex) {
				this.threads.kill();
			}
			catch (RuntimeException | OutOfMemoryError ex) {
				this.threads.kill();
			}
		}

		/**
		 * Let the code run before the start is durable, or only after that, as if there
		 * were no time.
		 */
		void start(PendingStart pending) {
			SimulatedWorld world = SimulatedCluster.this.world;
			try {
				if (world.random().nextInt(4) > 0) {
					pending.begin();
				}
			}
			catch (SimulatedCrash ex) {
				this.threads.kill();
			}
			world.after(Duration.ofMillis(world.random().nextInt(20)), () -> {
				if (!this.threads.isDead()) {
					pending.commitAlone();
				}
			});
		}

		void bury() {
			this.threads.kill();
			this.engine.services().cache().all().forEach(LiveInstance::drop);
		}

		/**
		 * The database must have the decision to run an activity, and not yet its result.
		 */
		private void beforeActivity(ActivityContext context) {
			SimulatedCluster.this.helpfulActivities += isOnCodeThread() ? 1 : 0;
			SimulatedDatabase database = SimulatedCluster.this.database;
			SimulatedDatabase.Row row = database.byInstanceId(context.instanceId()).orElse(null);
			Long node = this.engine.services().node().id();
			ActivityCall call = (ActivityCall) context;
			boolean claimed = node != null && database.activities.isClaimed(node, call);
			if (row == null || node == null || !(node.equals(row.owner) || claimed)
					|| row.generation != call.generation() || !this.store.isServerVerified()) {
				return;
			}
			boolean scheduled = false;
			boolean handedOver = false;
			for (TurnRow turn : database.turns(row.start.id()).values()) {
				if (turn.generation() != row.generation) {
					continue;
				}
				for (HistoryEvent event : HistoryCodec.decode(turn.events())) {
					scheduled |= event instanceof TaskScheduled task && task.taskId() == context.taskId()
							&& context.attempt() == 1;
					scheduled |= event instanceof TaskRetryScheduled retry && retry.taskId() == context.taskId()
							&& retry.attempt() == context.attempt();
					handedOver |= event instanceof TaskScheduled task && task.taskId() == context.taskId()
							&& context.attempt() == 1 && task.handedOver();
					handedOver |= event instanceof TaskRetryScheduled retry && retry.taskId() == context.taskId()
							&& retry.attempt() == context.attempt() && retry.handedOver();
					if (event instanceof TaskCompleted completed && completed.taskId() == context.taskId()) {
						SimulatedCluster.this.world.violation(
								"Recorded activity runs again: " + context.instanceId() + " #" + context.taskId());
					}
				}
			}
			if (handedOver != claimed) {
				SimulatedCluster.this.world.violation("Activity runs in the wrong place: " + context.instanceId() + " #"
						+ context.taskId() + (claimed ? " claimed" : " from memory"));
			}
			SimulatedCluster.this.handedOver += handedOver ? 1 : 0;
			if (!scheduled) {
				SimulatedCluster.this.world.violation("Activity runs before its decision is durable: "
						+ context.instanceId() + " #" + context.taskId());
			}
		}

	}

}
