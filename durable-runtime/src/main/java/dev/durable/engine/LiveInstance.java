package dev.durable.engine;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;

import dev.durable.RuntimeStatus;
import dev.durable.engine.code.Execution;
import dev.durable.engine.code.ExecutionInfo;
import dev.durable.engine.code.OpenActivity;
import dev.durable.engine.code.TurnDriver;
import dev.durable.history.CodeAbsent;
import dev.durable.history.ContinuedAsNew;
import dev.durable.history.ExecutionSuspended;
import dev.durable.store.CommitResult;
import dev.durable.store.InboxMessage;
import dev.durable.store.InstanceCommit;
import dev.durable.store.InstanceRow;
import dev.durable.store.LoadedInstance;
import dev.durable.store.NewInstance;
import dev.durable.store.NodeFencedException;
import dev.durable.store.Release;
import dev.durable.store.StoreException;
import dev.durable.store.TurnRow;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * An instance in the memory of the node that owns it. Takes what comes for it, runs turn
 * after turn, has each committed before its effects happen, and has at most one commit
 * under way.
 */
final class LiveInstance implements TurnDriver {

	private static final Logger logger = LoggerFactory.getLogger(LiveInstance.class);

	private static final Duration RELOAD_DELAY = Duration.ofSeconds(1);

	private final EngineServices services;

	private final InstanceEvents engine;

	private final TurnWriter writer;

	private final InstanceRow row;

	private final long ownerNode;

	private final ReentrantLock lock = new ReentrantLock();

	private final Inbox inbox = new Inbox();

	private final InstanceTimers timers;

	private final TurnEffects effects;

	private final Deque<TurnRow> toReplay = new ArrayDeque<>();

	private List<TurnRow> history = List.of();

	private Execution execution;

	private volatile State state = State.LOADING;

	private volatile int generation;

	private int lastTurn;

	private Instant lastTime;

	private RuntimeStatus status;

	private volatile @Nullable Turn turn;

	private boolean withCode;

	private boolean inboxMayHaveMore;

	private volatile int bufferedEvents;

	private volatile long idleSince;

	private LiveInstance(EngineServices services, InstanceEvents engine, InstanceRow row, long ownerNode) {
		this.services = services;
		this.engine = engine;
		this.writer = new TurnWriter(services);
		this.row = row;
		this.ownerNode = ownerNode;
		this.timers = new InstanceTimers(services);
		this.effects = new TurnEffects(this, engine, this.timers);
		this.generation = row.generation();
		this.status = row.status();
		this.lastTime = row.createdAt();
		this.withCode = services.registrations().findOrchestrator(row.name(), row.version()) != null;
		this.execution = newExecution(this.withCode);
	}

	/**
	 * Create an instance of which this node has just inserted the row.
	 */
	static LiveInstance inserted(EngineServices services, InstanceEvents engine, NewInstance start, long node) {
		InstanceRow row = new InstanceRow(start.id(), start.taskHub(), start.instanceId(), start.name(),
				start.version(), 0, RuntimeStatus.RUNNING, start.createdAt(), null, null, null, start.startAt(), null,
				start.parent(), null, start.trace(), start.tags());
		LiveInstance instance = new LiveInstance(services, engine, row, node);
		instance.toReplay.add(new TurnRow(start.id(), 0, 0, start.createdAt(), start.events()));
		return instance;
	}

	/**
	 * Create an instance from what the store has of it.
	 */
	static LiveInstance loaded(EngineServices services, InstanceEvents engine, LoadedInstance loaded, long node,
			int inboxLimit) {
		LiveInstance instance = new LiveInstance(services, engine, loaded.row(), node);
		instance.history = loaded.turns();
		instance.toReplay.addAll(loaded.turns());
		instance.inbox.addAll(loaded.inbox());
		instance.inboxMayHaveMore = loaded.inbox().size() >= inboxLimit;
		return instance;
	}

	long id() {
		return this.row.id();
	}

	String instanceId() {
		return this.row.instanceId();
	}

	int generation() {
		return this.generation;
	}

	InstanceRow row() {
		return this.row;
	}

	/**
	 * Return the node under which this instance is owned.
	 */
	long ownerNode() {
		return this.ownerNode;
	}

	boolean isGone() {
		return this.state == State.GONE;
	}

	/**
	 * Return whether a turn or a release is under way.
	 */
	boolean isBusy() {
		State current = this.state;
		return current == State.RUNNING || current == State.COMMITTING || current == State.RELEASING;
	}

	/**
	 * Catch up with history, then go on.
	 */
	void start() {
		try {
			replayNext(false);
		}
		catch (RuntimeException ex) {
			logger.error("Instance '{}' cannot be loaded: its history cannot be read", instanceId(), ex);
			drop();
		}
	}

	private Execution newExecution(boolean code) {
		ExecutionInfo info = new ExecutionInfo(this.row.id(), this.row.instanceId(), this.row.name(),
				this.row.version(), this.generation, this.row.parentInstanceId(), this.row.trace());
		Execution created = new Execution(info,
				code ? this.services.registrations().findOrchestrator(this.row.name(), this.row.version()) : null,
				this.services.environment(), this);
		created.customStatusIs((this.execution != null) ? this.execution.customStatus() : this.row.customStatus());
		return created;
	}

	// Replay

	/**
	 * Replay turns until the code has something to do.
	 * @return whether the code goes on
	 */
	private boolean replayNext(boolean onCodeThread) {
		Optional<String> problem = this.execution.nonDeterminism();
		while (problem.isEmpty()) {
			TurnRow next = this.toReplay.poll();
			if (next == null) {
				goLive();
				return false;
			}
			replay(next);
			if (next.turn() > 0 && this.execution.wantsCode()) {
				if (!onCodeThread) {
					this.execution.resumeCode();
				}
				return true;
			}
			problem = this.execution.nonDeterminism();
		}
		suspendAsNonDeterministic(problem.get());
		return false;
	}

	private void replay(TurnRow row) {
		RecordedTurn recorded = RecordedTurn.of(row);
		this.lastTurn = row.turn();
		this.lastTime = row.recordedAt();
		this.execution.replay(row.turn(), row.recordedAt(), recorded.incidents(), recorded.decisions());
	}

	private void suspendAsNonDeterministic(String message) {
		this.execution.unwind();
		this.withCode = false;
		this.execution = newExecution(false);
		this.history.forEach(this::replay);
		this.toReplay.clear();
		if (!this.execution.isSuspended()) {
			logger.error("Orchestration instance '{}' ({}) is suspended. {}", instanceId(), this.row.name(), message);
			this.lock.lock();
			try {
				this.inbox.addFirst(Delivery.internal(new ExecutionSuspended(message), Delivery.ANY_GENERATION));
			}
			finally {
				this.lock.unlock();
			}
		}
		goLive();
	}

	private void goLive() {
		List<OpenActivity> activities = List.of();
		this.lock.lock();
		try {
			if (this.state != State.LOADING) {
				return;
			}
			this.history = List.of();
			activities = List.copyOf(this.execution.openActivities());
			this.effects.startTimers(this.execution.openTimers(), this.generation);
			this.bufferedEvents = this.execution.bufferedEvents();
			rest();
		}
		finally {
			this.lock.unlock();
		}
		this.effects.startActivities(activities, this.generation);
		this.services.threads().execute(EngineThreads.Lane.CLAIMS, this::proceed);
	}

	// Deliveries

	/**
	 * Put something into the next turn.
	 * @return whether it was taken; otherwise it has to be sent through the store
	 */
	boolean post(Delivery delivery) {
		this.lock.lock();
		try {
			if (this.state == State.GONE || (this.state == State.RELEASING && delivery.acknowledgement() != null)) {
				return false;
			}
			this.inbox.add(delivery);
		}
		finally {
			this.lock.unlock();
		}
		proceed();
		return true;
	}

	/**
	 * Take messages that were read from the store.
	 */
	void receive(Collection<InboxMessage> messages, int inboxLimit) {
		this.lock.lock();
		try {
			this.inbox.addAll(messages);
			this.inboxMayHaveMore = messages.size() >= inboxLimit;
		}
		finally {
			this.lock.unlock();
		}
		proceed();
	}

	/**
	 * Return how many events wait to be received or to be consumed.
	 */
	int bufferedEvents() {
		this.lock.lock();
		try {
			Turn current = this.turn;
			int underWay = (current != null) ? current.deliveries().size() : 0;
			return this.bufferedEvents + underWay + this.inbox.size();
		}
		finally {
			this.lock.unlock();
		}
	}

	private void startTimeCame() {
		proceed();
		this.lock.lock();
		try {
			Instant notBefore = this.execution.notBefore();
			if (this.state == State.IDLE && notBefore != null) {
				this.timers.startAt(notBefore, this::startTimeCame);
			}
		}
		finally {
			this.lock.unlock();
		}
	}

	// Turns

	/**
	 * Begin the next turn if there is something to do and nothing under way.
	 */
	private void proceed() {
		try {
			if (!begin()) {
				return;
			}
		}
		catch (RuntimeException ex) {
			logger.error("A turn of instance '{}' could not begin", instanceId(), ex);
			dropAndReload();
			return;
		}
		if (this.execution.wantsCode()) {
			this.execution.resumeCode();
		}
		else {
			endTurn();
		}
	}

	private boolean begin() {
		this.lock.lock();
		try {
			if (this.state != State.IDLE || !hasWork()) {
				return false;
			}
			Instant now = this.services.clock().now();
			Turn next = new Turn(this.lastTurn + 1, now.isAfter(this.lastTime) ? now : this.lastTime, deliveries());
			this.turn = next;
			this.state = State.RUNNING;
			this.execution.begin(next.number(), next.time(), next.incidents());
			return true;
		}
		finally {
			this.lock.unlock();
		}
	}

	private boolean hasWork() {
		return !this.inbox.isEmpty() || isFirstRunDue() || (isDue() && this.execution.hasReleasable());
	}

	private List<Delivery> deliveries() {
		List<Delivery> deliveries = this.inbox.take(this.generation);
		if (!this.withCode) {
			deliveries.add(0, Delivery.internal(new CodeAbsent(), this.generation));
		}
		return deliveries;
	}

	private boolean isDue() {
		Instant notBefore = this.execution.notBefore();
		return notBefore == null || !this.services.clock().now().isBefore(notBefore);
	}

	private boolean isFirstRunDue() {
		if (!this.withCode || this.execution.isCodeStarted() || this.execution.isSuspended()) {
			return false;
		}
		return isDue();
	}

	@Override
	public boolean blocked() {
		if (this.state == State.LOADING) {
			return replayOnCodeThread();
		}
		endTurn();
		return false;
	}

	private boolean replayOnCodeThread() {
		try {
			return replayNext(true);
		}
		catch (RuntimeException ex) {
			logger.error("Instance '{}' cannot be loaded: its history cannot be read", instanceId(), ex);
			drop();
			return false;
		}
	}

	@Override
	public void ended() {
		if (this.state == State.LOADING) {
			replayOnCodeThread();
		}
		else {
			endTurn();
		}
	}

	private void endTurn() {
		Turn ran = this.turn;
		if (this.state != State.RUNNING || ran == null) {
			return;
		}
		TurnCommit commit;
		try {
			commit = new TurnCommit(this, ran,
					this.writer.write(this.row, this.generation, this.status, ran, this.execution));
		}
		catch (RuntimeException ex) {
			logger.warn("A turn of instance '{}' could not be written, it is loaded anew", instanceId(), ex);
			dropAndReload();
			return;
		}
		this.lock.lock();
		try {
			if (this.state != State.RUNNING) {
				return;
			}
			this.state = State.COMMITTING;
		}
		finally {
			this.lock.unlock();
		}
		this.engine.submit(commit);
	}

	/**
	 * A turn has become durable: let its effects happen, and go on.
	 */
	void committed(Turn committed, InstanceCommit commit, CommitResult result, long node) {
		List<OpenActivity> activities = List.of();
		int activitiesOf;
		boolean finished;
		boolean reload;
		boolean readMore;
		this.lock.lock();
		try {
			if (this.state == State.GONE) {
				return;
			}
			this.turn = null;
			this.lastTurn = committed.number();
			this.lastTime = committed.time();
			this.status = (commit.change() != null) ? commit.change().status() : this.status;
			finished = this.status.isFinished();
			activitiesOf = this.generation;
			if (this.execution.ending() instanceof ContinuedAsNew) {
				nextGeneration(commit.turns().get(1));
			}
			else if (!finished) {
				activities = this.effects.begin(this.execution, this.generation);
			}
			this.bufferedEvents = this.execution.bufferedEvents();
			readMore = this.inboxMayHaveMore && this.inbox.isEmpty();
			this.inboxMayHaveMore = this.inboxMayHaveMore && !readMore;
			reload = !this.withCode && !finished && !this.execution.isSuspended()
					&& this.services.registrations().findOrchestrator(this.row.name(), this.row.version()) != null;
			rest();
			if (finished || reload) {
				leave();
			}
		}
		finally {
			this.lock.unlock();
		}
		if (finished) {
			this.engine.finished(instanceId());
		}
		else if (reload) {
			this.engine.reload(id());
		}
		this.effects.startActivities(activities, activitiesOf);
		this.effects.announce(commit, result, node);
		if (readMore) {
			this.engine.reloadInbox(this);
		}
		proceed();
	}

	private void nextGeneration(TurnRow first) {
		this.execution.unwind();
		this.timers.cancelAll();
		this.generation = first.generation();
		this.execution = newExecution(this.withCode);
		replay(first);
		this.engine.continuedAsNew(id(), this.generation);
	}

	/**
	 * Nothing is under way any more. Called with the lock held.
	 */
	private void rest() {
		this.state = State.IDLE;
		this.idleSince = this.services.threads().nanoTime();
		Instant notBefore = this.execution.notBefore();
		if (notBefore != null) {
			this.timers.startAt(notBefore, this::startTimeCame);
		}
	}

	/**
	 * Something could not be committed: load the instance anew, a little later.
	 */
	void failed(StoreException failure) {
		if (failure instanceof NodeFencedException) {
			drop();
		}
		else {
			logger.warn("A turn of instance '{}' could not be committed, it is loaded anew: {}", instanceId(),
					failure.getMessage(), failure);
			drop();
			this.services.threads().after(RELOAD_DELAY, () -> this.engine.reload(id()));
		}
	}

	// Leaving

	/**
	 * After a connection was lost: leave memory if the store does not have the turn that
	 * it had acknowledged.
	 */
	void verify(long recorded) {
		boolean differs;
		this.lock.lock();
		try {
			differs = this.state != State.LOADING && this.state != State.GONE
					&& recorded != UnknownOutcome.position(this.generation, this.lastTurn);
		}
		finally {
			this.lock.unlock();
		}
		if (differs) {
			logger.warn("The database has lost turns of instance '{}', it is loaded anew", instanceId());
			dropAndReload();
		}
	}

	/**
	 * Give the instance back if it has had nothing to do for some time.
	 */
	void releaseIfIdle(Duration idleTime) {
		Release release;
		this.lock.lock();
		try {
			Instant now = this.services.clock().now();
			boolean forOthers = !this.withCode && !this.execution.isSuspended();
			long idleNanos = forOthers ? 0 : idleTime.toNanos();
			boolean idle = this.state == State.IDLE && !hasWork()
					&& this.services.threads().nanoTime() - this.idleSince >= idleNanos;
			if (!idle || WakeUp.hasActivitiesBefore(this.execution, now.plus(idleTime))) {
				return;
			}
			Instant wakeAt = this.withCode ? WakeUp.next(this.execution) : (forOthers ? now : null);
			if (this.withCode && wakeAt != null && wakeAt.isBefore(now.plus(idleTime))) {
				return;
			}
			this.state = State.RELEASING;
			release = new Release(id(), wakeAt);
		}
		finally {
			this.lock.unlock();
		}
		this.engine.submit(new ReleaseCommit(this, release));
	}

	/**
	 * A release was committed, or refused because there is something to do.
	 */
	void released(boolean done) {
		if (done) {
			drop();
			return;
		}
		this.lock.lock();
		try {
			if (this.state != State.RELEASING) {
				return;
			}
			rest();
		}
		finally {
			this.lock.unlock();
		}
		this.engine.reloadInbox(this);
		proceed();
	}

	/**
	 * Leave memory. What senders wait for is refused, so that they go through the store.
	 */
	void drop() {
		this.lock.lock();
		try {
			leave();
		}
		finally {
			this.lock.unlock();
		}
	}

	private void leave() {
		if (this.state == State.GONE) {
			return;
		}
		Turn underWay = (this.state == State.RUNNING) ? this.turn : null;
		this.state = State.GONE;
		this.timers.cancelAll();
		this.services.cache().remove(this);
		this.inbox.refuseAll();
		if (underWay != null) {
			underWay.acknowledge(false);
		}
		this.execution.unwind();
	}

	void dropAndReload() {
		drop();
		this.engine.reload(id());
	}

	/**
	 * Leave memory if nothing is being written: the store says that this node does not
	 * own the instance.
	 */
	void dropIfNotWriting() {
		if (this.state == State.IDLE || this.state == State.RUNNING) {
			logger.warn("This node does not own instance '{}' any more", instanceId());
			drop();
		}
	}

	/**
	 * Where an instance in memory is.
	 */
	private enum State {

		LOADING, IDLE, RUNNING, COMMITTING, RELEASING, GONE

	}

}
