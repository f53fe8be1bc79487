package dev.durable.engine;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.LongConsumer;
import java.util.stream.Collectors;

import dev.durable.engine.EngineThreads.Lane;
import dev.durable.engine.LookSchedule.Outcome;
import dev.durable.observation.InstanceMdc;
import dev.durable.store.ClaimStore;
import dev.durable.store.Claimant;
import dev.durable.store.Due;
import dev.durable.store.InboxMessage;
import dev.durable.store.LoadedInstance;
import dev.durable.store.NodeFencedException;
import dev.durable.store.OrchestratorName;
import dev.durable.store.StoreException;
import dev.durable.store.WakeUpSignals;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Brings into memory what there is something to do for: claims unowned instances that are
 * due, reads new messages of owned ones, loads what has left memory by accident, and
 * gives back what has been idle. Runs when something tells it to, and at every poll.
 */
final class DueInstances {

	private static final Logger logger = LoggerFactory.getLogger(DueInstances.class);

	private static final int BATCH = 200;

	private static final int INBOX_LIMIT = 500;

	/**
	 * Signals that come faster than this are answered together.
	 */
	private static final Duration SIGNAL_DISTANCE = Duration.ofMillis(20);

	private static final Duration RELEASE_DISTANCE = Duration.ofMillis(100);

	private final EngineServices services;

	private final InstanceAdmission admission;

	private final LongConsumer fenced;

	private final ClaimStore claims;

	private final Set<OrchestratorName> code;

	private final AtomicBoolean scheduled = new AtomicBoolean();

	private final Set<Long> toLoad = new HashSet<>();

	private final ConcurrentLinkedQueue<Long> reloads = new ConcurrentLinkedQueue<>();

	private final ConcurrentLinkedQueue<LiveInstance> inboxes = new ConcurrentLinkedQueue<>();

	private final SenderClaims sent;

	private final LookSchedule schedule;

	private final PacedTask signalled;

	private final FailureLog failures;

	// Made before there may be no memory for it
	private final Runnable look = this::look;

	// Used by the lane alone
	private @Nullable Long releasedAt;

	private boolean skipped;

	private volatile long lookedAt;

	private volatile boolean reconcile;

	private volatile boolean claiming;

	DueInstances(EngineServices services, InstanceAdmission admission, WakeUpSignals signals, LongConsumer fenced) {
		this.services = services;
		this.admission = admission;
		this.fenced = fenced;
		this.claims = services.store().claims();
		this.failures = new FailureLog(logger, services.threads()::nanoTime,
				"This node cannot look for due instances, it tries again", "This node looks for due instances again");
		this.code = services.registrations()
			.orchestratorKeys()
			.stream()
			.map((key) -> new OrchestratorName(key.name(), key.version()))
			.collect(Collectors.toUnmodifiableSet());
		this.schedule = new LookSchedule(services, signals, this::poll,
				() -> this.claims.nextWakeUp(services.taskHub(), this.code));
		this.signalled = new PacedTask(services.threads(), Lane.CLAIMS, SIGNAL_DISTANCE, this::poll);
		this.sent = new SenderClaims(services, this.code, () -> this.claiming);
	}

	void start() {
		this.claiming = true;
		this.lookedAt = this.services.threads().nanoTime();
		this.schedule.start();
		poll();
	}

	/**
	 * Claim nothing any more; what is owned is still looked after.
	 */
	void stopClaiming() {
		this.claiming = false;
	}

	void stop() {
		this.claiming = false;
		this.schedule.stop();
	}

	/**
	 * Return the time since it last looked, in vain or not.
	 */
	Duration sinceLook() {
		return Duration.ofNanos(this.services.threads().nanoTime() - this.lookedAt);
	}

	/**
	 * Look soon, also for when to look next.
	 */
	void poll() {
		this.schedule.ask();
		nudge();
	}

	/**
	 * Another node says that there may be something.
	 */
	void signalled() {
		this.signalled.request();
	}

	/**
	 * An instance that nobody owns will be due at a time in the future.
	 */
	void dueAt(Instant time) {
		this.schedule.dueAt(time);
	}

	/**
	 * Look soon, there may be something.
	 */
	void nudge() {
		if (this.scheduled.compareAndSet(false, true)) {
			this.services.threads().execute(Lane.CLAIMS, this.look);
		}
	}

	/**
	 * Return this node as one that takes on what it sends messages to.
	 */
	Claimant claimant() {
		return this.sent;
	}

	/**
	 * This node has taken on an instance by sending it a message: load it.
	 */
	void claimed(long id) {
		this.sent.add(id);
		nudge();
	}

	/**
	 * Load an instance again that has left memory.
	 */
	void reload(long id) {
		this.reloads.add(id);
		nudge();
	}

	void readInbox(LiveInstance instance) {
		this.inboxes.add(instance);
		nudge();
	}

	/**
	 * Compare what the store says that this node owns with what is in memory, soon.
	 */
	void reconcileSoon() {
		this.reconcile = true;
		nudge();
	}

	private void look() {
		this.scheduled.set(false);
		Outcome outcome = Outcome.FAILED;
		try {
			this.schedule.looking();
			outcome = lookAsMember();
		}
		catch (StoreException ex) {
			this.failures.failed(ex);
			if (ex.kind() == StoreException.Kind.UNKNOWN) {
				readAll();
			}
		}
		catch (RuntimeException | Error ex) {
			readAll();
			this.failures.failed(ex);
		}
		finally {
			this.lookedAt = this.services.threads().nanoTime();
			this.schedule.looked(outcome);
		}
	}

	/**
	 * Wake-ups may have been cleared, or instances claimed, without us knowing.
	 */
	private void readAll() {
		this.reconcile = true;
		this.inboxes.clear();
		this.inboxes.addAll(this.services.cache().all());
	}

	private Outcome lookAsMember() {
		Long node = this.services.node().id();
		if (node == null) {
			this.sent.take(Integer.MAX_VALUE);
			this.toLoad.clear();
			return Outcome.FAILED;
		}
		try {
			if (this.claiming) {
				this.schedule.findNext();
			}
			this.skipped = false;
			boolean more = look(node);
			this.failures.worked();
			if (more) {
				nudge();
			}
			return this.skipped ? Outcome.SKIPPED : Outcome.DONE;
		}
		catch (NodeFencedException ex) {
			this.fenced.accept(node);
			return Outcome.FAILED;
		}
	}

	private boolean look(long node) {
		for (Long id = this.reloads.poll(); id != null; id = this.reloads.poll()) {
			this.toLoad.add(id);
		}
		List<Long> sentTo = this.sent.take(BATCH);
		this.toLoad.addAll(sentTo);
		readInboxes();
		if (this.reconcile) {
			this.reconcile = false;
			reconcile(node);
		}
		boolean more = collect(node) || sentTo.size() >= BATCH;
		if (this.claiming) {
			more |= claim(node);
		}
		load(node);
		releaseIdle();
		return more;
	}

	/**
	 * Give back what has been idle, not at every look: that goes through all that is in
	 * memory.
	 */
	private void releaseIdle() {
		long now = this.services.threads().nanoTime();
		if (this.releasedAt != null && now - this.releasedAt < RELEASE_DISTANCE.toNanos()) {
			return;
		}
		this.releasedAt = now;
		Duration idleTime = idleTime();
		this.services.cache().all().forEach((instance) -> instance.releaseIfIdle(idleTime));
	}

	private Duration idleTime() {
		EngineSettings settings = this.services.settings();
		return this.services.cache().isNearlyFull() ? settings.pollInterval() : settings.idleTimeout();
	}

	private void readInboxes() {
		List<LiveInstance> instances = new ArrayList<>();
		for (LiveInstance next = this.inboxes.poll(); next != null; next = this.inboxes.poll()) {
			instances.add(next);
			if (instances.size() == BATCH) {
				nudge();
				break;
			}
		}
		if (instances.isEmpty()) {
			return;
		}
		Map<Long, List<InboxMessage>> messages;
		boolean read = false;
		instances.forEach((instance) -> instance.mailbox().reading());
		try {
			messages = this.claims.inbox(instances.stream().map(LiveInstance::id).toList(), INBOX_LIMIT);
			read = true;
		}
		finally {
			if (!read) {
				this.inboxes.addAll(instances);
			}
		}
		instances.forEach((instance) -> receive(instance, messages.getOrDefault(instance.id(), List.of())));
	}

	private boolean collect(long node) {
		Due<Map<Long, List<InboxMessage>>> due = this.claims.collect(node, BATCH, INBOX_LIMIT);
		this.skipped |= due.skipped();
		Map<Long, List<InboxMessage>> collected = due.taken();
		collected.forEach((id, messages) -> {
			LiveInstance instance = this.services.cache().find(id);
			if (instance != null) {
				receive(instance, messages);
			}
			else {
				this.toLoad.add(id);
			}
		});
		return collected.size() >= BATCH;
	}

	private boolean claim(long node) {
		int limit = Math.min(BATCH, this.services.cache().room());
		if (limit == 0 || !this.services.node().isHealthy()) {
			return false;
		}
		long began = this.services.threads().nanoTime();
		Due<List<Long>> due = this.claims.claim(node, this.services.taskHub(), this.code, limit);
		this.skipped |= due.skipped();
		List<Long> claimed = due.taken();
		this.services.listener().claimed(claimed.size(), Duration.ofNanos(this.services.threads().nanoTime() - began));
		for (Long id : claimed) {
			LiveInstance stale = this.services.cache().find(id);
			if (stale != null) {
				// it was free a moment ago, so what is in memory is from before
				stale.drop();
			}
			this.toLoad.add(id);
		}
		return claimed.size() >= limit;
	}

	private void load(long node) {
		List<Long> wanted = this.toLoad.stream().limit(BATCH).filter(this.services.cache()::reserve).toList();
		if (wanted.isEmpty()) {
			this.toLoad.removeIf(this.services.cache()::isReserved);
			return;
		}
		try {
			load(node, wanted);
		}
		finally {
			// the places of those that are not here now, for whatever reason
			wanted.forEach(this.services.cache()::cancel);
		}
		this.toLoad.removeIf(this.services.cache()::isReserved);
		if (!this.toLoad.isEmpty()) {
			nudge();
		}
	}

	private void load(long node, List<Long> wanted) {
		Collection<LoadedInstance> loaded;
		try {
			loaded = this.claims.load(node, wanted, INBOX_LIMIT);
		}
		catch (StoreException ex) {
			throw ex;
		}
		catch (RuntimeException ex) {
			if (wanted.size() == 1) {
				this.toLoad.remove(wanted.get(0));
				logger.error("Instance #{} cannot be loaded: what the database has of it cannot be read", wanted.get(0),
						ex);
			}
			else {
				// the others can do nothing about it
				wanted.forEach((id) -> load(node, List.of(id)));
			}
			return;
		}
		wanted.forEach(this.toLoad::remove);
		loaded.forEach((each) -> this.admission.loaded(each, node, INBOX_LIMIT));
	}

	private static void receive(LiveInstance instance, List<InboxMessage> messages) {
		try {
			instance.receive(messages, INBOX_LIMIT);
		}
		catch (RuntimeException ex) {
			instance.drop();
			InstanceMdc.about(instance.instanceId(),
					() -> logger.error("Messages to instance '{}' cannot be read", instance.instanceId(), ex));
		}
	}

	private void reconcile(long node) {
		Map<Long, LiveInstance> before = this.services.cache().byId();
		Set<Long> owned = this.claims.owned(node);
		List<String> lost = new ArrayList<>();
		before.forEach((id, instance) -> {
			if (!owned.contains(id) && instance.dropIfNotWriting()) {
				lost.add(instance.instanceId());
			}
		});
		if (!lost.isEmpty()) {
			logger.warn("{} instances in memory, '{}' among others, are not this node's by the database's word; they "
					+ "have left memory", lost.size(), lost.get(0));
		}
		owned.stream().filter((id) -> !this.services.cache().isReserved(id)).forEach(this.toLoad::add);
	}

}
