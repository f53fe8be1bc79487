package dev.durable.engine;

import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

import dev.durable.OrchestrationClient;
import dev.durable.OrchestrationStatus;
import dev.durable.engine.EngineThreads.Lane;
import dev.durable.engine.code.ExecutionEnvironment;
import dev.durable.engine.code.OpenActivity;
import dev.durable.engine.code.RunningCode;
import dev.durable.history.HistoryCodec;
import dev.durable.history.RecordedEvent;
import dev.durable.store.Claimant;
import dev.durable.store.CommitStore;
import dev.durable.store.DurableStore;
import dev.durable.store.NewInstance;
import dev.durable.store.NodeFencedException;
import dev.durable.store.NodeRow;
import dev.durable.store.Receiver;
import dev.durable.store.Release;
import dev.durable.store.UnusableTransactionManagerException;
import dev.durable.store.WakeUpSignals;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One node's engine: claims instances, runs their orchestrators and activities, and keeps
 * the promise that what was acknowledged survives. Thread-safe. The {@link #client()}
 * works before {@link #start()} and after {@link #stop()} too; what is started then runs
 * on other nodes, or later.
 */
public final class DurableEngine {

	private static final Logger logger = LoggerFactory.getLogger(DurableEngine.class);

	private final EngineServices services;

	private final CommitCounts commitCounts = new CommitCounts();

	private final String management;

	private final InstanceEvents events = new Events();

	private final InstanceAdmission admission;

	private final TurnCommitter committer;

	private final WakeUpSignals signals;

	private final OtherNodes otherNodes;

	private final DueInstances dueInstances;

	private final Membership membership;

	private final HandedOverActivities handedOver;

	private final ActivityWorkers workers;

	private final RunningActivities runningActivities;

	private final GenerationPurge generationPurge;

	private final TransactionalActivities transactionalActivities;

	private final CompletionWatch completions;

	private final LeftoverPurge leftovers;

	private final EngineClient client;

	private final OrchestrationClient applicationClient;

	private volatile boolean running;

	private volatile boolean stopped;

	DurableEngine(EngineBuilder builder, EngineThreads threads) {
		EngineSettings settings = builder.settings;
		CurrentNode node = new CurrentNode();
		InstanceCache cache = new InstanceCache(settings.maxCachedInstances());
		Observers observers = Observers.of(builder, threads);
		ExecutionEnvironment environment = new ExecutionEnvironment(builder.converter, threads,
				(name) -> newestVersion(builder.registrations, name), observers.traceContext(),
				settings.maxPayloadSize(), settings.maxTurnSize());
		this.services = new EngineServices(builder.taskHub, settings, builder.store, builder.registrations, environment,
				threads, new DatabaseClock(threads), node, cache, new ActivityLoad(settings.maxConcurrentActivities()),
				observers.tracing(), observers.listener());
		this.runningActivities = new RunningActivities(builder.store.toleratesInterrupts(), this.services.clock()::now);
		this.generationPurge = new GenerationPurge(threads, builder.store.instances());
		this.admission = new InstanceAdmission(this.services, this.events);
		UnknownOutcome unknownOutcome = new UnknownOutcome(builder.store.claims(), cache);
		this.committer = new TurnCommitter(threads, node, openCommitter(), this::openCommitter, unknownOutcome,
				this::fenced);
		this.signals = builder.store.openSignals(builder.taskHub);
		this.otherNodes = new OtherNodes(threads, this.signals);
		this.dueInstances = new DueInstances(this.services, this.admission, this.signals, this::fenced);
		this.membership = new Membership(this.services, this.committer, this.dueInstances, this.otherNodes,
				this::fenced, nodeName());
		this.handedOver = new HandedOverActivities(this.services,
				new ActivityRunner(this.services, this.runningActivities), this.signals, this.events::messagesSent,
				this::fenced);
		this.workers = this.handedOver.workers();
		this.transactionalActivities = new TransactionalActivities(this.services, builder.transactionalCommits,
				this.committer, this.events, this::fenced);
		this.completions = new CompletionWatch(threads, settings.pollInterval(), this::status,
				(id) -> cache.find(id) != null);
		this.leftovers = new LeftoverPurge(this.services, this::isRunning);
		this.client = new EngineClient(this.services, this.events, this.completions,
				new InstanceExplainer(this.services, this.runningActivities),
				new DirectDelivery(cache, this.services.store().instances()::hasMessages, builder.deliveryPatience));
		this.applicationClient = new ApplicationClient(this.client);
		this.management = (builder.managedAt != null) ? ", management API at " + builder.managedAt : "";
	}

	private CommitStore openCommitter() {
		return new MeasuredCommits(this.services.store().openCommitter(), this.services.threads(),
				this.services.listener(), this.commitCounts);
	}

	private static @Nullable String newestVersion(Registrations registrations, String name) {
		OrchestratorDefinition newest = registrations.findNewestOrchestrator(name);
		return (newest != null) ? newest.version() : null;
	}

	/**
	 * Return the version as the jar's manifest has it, which there is none of in an IDE.
	 */
	private static String version() {
		String version = DurableEngine.class.getPackage().getImplementationVersion();
		return (version != null) ? " " + version : "";
	}

	private static String nodeName() {
		return ManagementFactory.getRuntimeMXBean().getName();
	}

	/**
	 * Begin to build an engine.
	 * @param store where everything is kept
	 * @param registrations the code that this node has
	 * @return a builder
	 */
	public static EngineBuilder builder(DurableStore store, Registrations registrations) {
		return new EngineBuilder(store, registrations);
	}

	/**
	 * Join the other nodes and begin to work. An engine that has been stopped stays so.
	 * @throws IllegalStateException if it has been stopped
	 * @throws UnusableTransactionManagerException if there is a transactional activity
	 * but no transaction manager for it
	 */
	public void start() {
		if (this.running) {
			return;
		}
		if (this.stopped) {
			throw new IllegalStateException("A stopped engine cannot be started again; build a new one");
		}
		this.transactionalActivities.requireTransactionManagers();
		this.membership.start();
		this.dueInstances.start();
		this.handedOver.start();
		this.signals.listen(this::signalled);
		this.running = true;
		this.leftovers.purgeReplaced();
		logger.info("Durable{} is running on {} as node {} of task hub '{}': {} orchestrators, {} activities{}",
				version(), this.services.store().description(), this.services.node().id(), this.services.taskHub(),
				this.services.registrations().orchestratorNames().size(),
				this.services.registrations().activityNames().size(), this.management);
	}

	/**
	 * Let nobody wait for completions without a thread any more: the time of all of them
	 * is up. Else a web server that lets its requests end before this engine is stopped
	 * would wait for them.
	 */
	public void endWaits() {
		this.completions.end();
	}

	/**
	 * Stop gracefully: take nothing on any more, let running activities end within the
	 * shutdown timeout, write what there is to write, and give all instances back. Blocks
	 * until that is done.
	 */
	public void stop() {
		if (this.stopped) {
			return;
		}
		boolean joined = this.running;
		Long node = this.services.node().id();
		this.stopped = true;
		this.running = false;
		Duration patience = this.services.node().isHealthy() ? this.services.settings().shutdownTimeout()
				: Duration.ZERO;
		long deadline = this.services.threads().nanoTime() + patience.toNanos();
		this.dueInstances.stopClaiming();
		this.handedOver.stopClaiming();
		this.workers.stop();
		await(() -> this.services.load().running() == 0 && this.handedOver.isAtRest() && isAtRest(), deadline);
		this.services.cache().all().forEach((instance) -> instance.releaseIfIdle(Duration.ZERO));
		await(this::isAtRest, deadline);
		this.dueInstances.stop();
		this.handedOver.stop();
		this.signals.close();
		this.admission.stop();
		this.membership.stop();
		this.services.cache().all().forEach(LiveInstance::drop);
		this.runningActivities.interruptAll();
		this.committer.tellHere();
		this.services.threads().shutdown();
		this.committer.close();
		this.completions.close();
		if (joined) {
			logger.info("Durable has stopped, node {} has left", (node != null) ? node : "without id");
		}
	}

	private boolean isAtRest() {
		return this.services.cache().all().stream().noneMatch(LiveInstance::isBusy) && this.committer.isIdle();
	}

	private static void await(BooleanSupplier condition, long deadline) {
		while (!condition.getAsBoolean() && System.nanoTime() - deadline < 0) {
			LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(5));
		}
	}

	/**
	 * Return whether the engine has been started and not stopped.
	 * @return whether it works
	 */
	public boolean isRunning() {
		return this.running;
	}

	/**
	 * Return the client of this engine.
	 * @return the client
	 */
	public OrchestrationClient client() {
		return this.applicationClient;
	}

	/**
	 * Return the reader of histories.
	 * @return the reader
	 */
	public InstanceHistory history() {
		return this::history;
	}

	/**
	 * Return what this engine is doing at the moment. Cheap: asks no database.
	 * @return the figures
	 */
	public EngineStatistics statistics() {
		long now = this.services.threads().nanoTime();
		int active = (int) this.services.cache().all().stream().filter(LiveInstance::isBusy).count();
		return new EngineStatistics(this.running, this.services.node().id(), this.services.node().isHealthy(),
				this.services.node().sinceRenewal(now), this.dueInstances.sinceLook(),
				this.commitCounts.statistics(this.committer, now), this.services.cache().claimed(),
				this.services.cache().size(), active, this.handedOver.claims(), this.services.load().waiting(),
				this.services.load().running());
	}

	/**
	 * Return a one-line description of the database.
	 * @return the description
	 */
	public String database() {
		return this.services.store().description();
	}

	/**
	 * Return the time of the database, as far as this node knows it.
	 * @return the time
	 */
	public Instant databaseTime() {
		return this.services.clock().now();
	}

	/**
	 * Return the code that this engine has.
	 * @return the orchestrators and activities
	 */
	public Registrations registrations() {
		return this.services.registrations();
	}

	/**
	 * Return the nodes that share the database, this one among them.
	 * @return the members by the database's word
	 */
	public List<NodeRow> nodes() {
		return this.services.store().nodes().nodes();
	}

	private void signalled() {
		this.dueInstances.signalled();
		this.handedOver.poll();
	}

	boolean hearsOtherNodes() {
		return this.signals.areArriving();
	}

	EngineServices services() {
		return this.services;
	}

	HandedOverActivities handedOver() {
		return this.handedOver;
	}

	InstanceEvents events() {
		return this.events;
	}

	private List<RecordedEvent> history(String instanceId) {
		RunningCode.refuse("InstanceHistory.of(..)", "Do it in an activity.");
		return this.services.store()
			.instances()
			.history(this.services.taskHub(), instanceId)
			.stream()
			.flatMap((turn) -> HistoryCodec.decode(turn.events())
				.stream()
				.map((event) -> new RecordedEvent(turn.turn(), turn.recordedAt(), event)))
			.toList();
	}

	private Optional<OrchestrationStatus> status(String instanceId) {
		return this.client.status(instanceId);
	}

	private void fenced(long former) {
		if (!this.services.node().lost(former)) {
			return;
		}
		this.services.listener().fenced();
		logger.warn(
				"This node was taken for dead, as node {}, and has lost its {} instances to the others; it joins "
						+ "anew. Look for long pauses of this process, and for a database that does not answer",
				former, this.services.cache().size());
		this.handedOver.forget();
		this.services.cache().all().forEach(LiveInstance::drop);
		this.committer.failAll(new NodeFencedException(former));
		this.services.threads().execute(Lane.MEMBERSHIP, () -> this.membership.rejoin(former));
	}

	/**
	 * What instances in memory ask for.
	 */
	private final class Events implements InstanceEvents {

		@Override
		public void submit(PendingCommit commit) {
			DurableEngine.this.committer.submit(commit);
		}

		@Override
		public void submitHere(PendingCommit commit) {
			DurableEngine.this.committer.submitHere(commit);
		}

		@Override
		public void inserted(NewInstance inserted, @Nullable String parentInstanceId, long node) {
			DurableEngine.this.admission.inserted(inserted, parentInstanceId, node);
		}

		@Override
		public @Nullable LiveInstance starting(NewInstance start) {
			return DurableEngine.this.admission.starting(start);
		}

		@Override
		public void started(long id, @Nullable LiveInstance instance, long node) {
			DurableEngine.this.admission.started(id, instance, node);
		}

		@Override
		public void storeChanged() {
			DurableEngine.this.dueInstances.poll();
			DurableEngine.this.otherNodes.wake();
		}

		@Override
		public void messagesSent(Collection<Long> receivers) {
			DurableEngine.this.dueInstances.nudge();
			InstanceCache cache = DurableEngine.this.services.cache();
			if (receivers.stream().anyMatch((id) -> cache.find(id) == null)) {
				DurableEngine.this.otherNodes.wake();
			}
		}

		@Override
		public Claimant claimant() {
			return DurableEngine.this.dueInstances.claimant();
		}

		@Override
		public void sent(Receiver receiver) {
			if (receiver.claimed()) {
				DurableEngine.this.dueInstances.claimed(receiver.id());
			}
			else {
				messagesSent(List.of(receiver.id()));
			}
		}

		@Override
		public void maybeSent() {
			DurableEngine.this.dueInstances.reconcileSoon();
		}

		@Override
		public void released(Release release) {
			Instant wakeAt = release.wakeAt();
			if (wakeAt != null && wakeAt.isAfter(DurableEngine.this.services.clock().now())) {
				DurableEngine.this.dueInstances.dueAt(wakeAt);
			}
			else if (wakeAt != null) {
				DurableEngine.this.otherNodes.wake();
			}
		}

		@Override
		public void activitiesHandedOver() {
			DurableEngine.this.handedOver.poll();
			DurableEngine.this.otherNodes.wake();
		}

		@Override
		public void reload(long id) {
			DurableEngine.this.dueInstances.reload(id);
		}

		@Override
		public void reloadInbox(LiveInstance instance) {
			DurableEngine.this.dueInstances.readInbox(instance);
		}

		@Override
		public void finished(String instanceId, Supplier<OrchestrationStatus> status) {
			DurableEngine.this.completions.finished(instanceId, status);
		}

		@Override
		public void terminated(long id) {
			DurableEngine.this.runningActivities.cancel(id);
		}

		@Override
		public void continuedAsNew(long id, int generation) {
			DurableEngine.this.generationPurge.before(id, generation);
		}

		@Override
		public void run(LiveInstance instance, OpenActivity activity, int generation, boolean awaited) {
			DurableEngine.this.workers
				.run(DurableEngine.this.transactionalActivities.attempt(instance, activity, generation, awaited));
		}

	}

}
