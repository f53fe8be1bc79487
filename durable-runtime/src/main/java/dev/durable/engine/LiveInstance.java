package dev.durable.engine;

import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;

import dev.durable.Reason;
import dev.durable.Reason.TurnProgress;
import dev.durable.TraceContext;
import dev.durable.engine.code.Execution;
import dev.durable.engine.code.OpenActivity;
import dev.durable.engine.code.TurnDriver;
import dev.durable.engine.why.CodeLocation;
import dev.durable.history.ContinuedAsNew;
import dev.durable.history.ExecutionSuspended;
import dev.durable.observation.InstanceMdc;
import dev.durable.store.CommitResult;
import dev.durable.store.InboxMessage;
import dev.durable.store.InstanceCommit;
import dev.durable.store.InstanceRow;
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

	private final InstanceRow row;

	private final long ownerNode;

	private final ReentrantLock lock = new ReentrantLock();

	private final Inbox inbox = new Inbox();

	private final Detours detours = new Detours();

	private final InstanceTimers timers;

	private final TurnEffects effects;

	private final InstanceRun run;

	private volatile State state = State.LOADING;

	private volatile @Nullable Turn turn;

	/**
	 * The start that is not durable, until the code has run.
	 */
	private @Nullable PendingStart pendingStart;

	/**
	 * How the turn under way gives it back.
	 */
	private volatile @Nullable Release givenBack;

	private boolean inboxMayHaveMore;

	private volatile int bufferedEvents;

	private volatile long idleSince;

	private volatile long turnBegan;

	/**
	 * Create an instance in memory; {@link #start} brings it to life.
	 * @param history its turns so far
	 * @param ownerNode the node that owns it, which is this one
	 */
	LiveInstance(EngineServices services, InstanceEvents engine, InstanceRow row, List<TurnRow> history,
			long ownerNode) {
		this.services = services;
		this.engine = engine;
		this.row = row;
		this.ownerNode = ownerNode;
		this.timers = new InstanceTimers(services);
		this.effects = new TurnEffects(this, engine, this.timers, services.listener());
		this.run = new InstanceRun(services, row, history, this);
	}

	long id() {
		return this.row.id();
	}

	String instanceId() {
		return this.row.instanceId();
	}

	int generation() {
		return this.run.progress().generation();
	}

	InstanceRow row() {
		return this.row;
	}

	/**
	 * Return the trace context of one of its tasks.
	 */
	TraceContext traceOf(int generation, int taskId) {
		return this.services.tracing().ofTask(TurnTrace.observed(this.row, generation), taskId);
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
	 * Have something done on the thread of the code of a generation, which waits for the
	 * outcome of it and for nothing else.
	 */
	boolean lend(int generation, Runnable work) {
		Execution lender;
		this.lock.lock();
		try {
			if (this.state == State.GONE || generation() != generation) {
				return false;
			}
			lender = this.run.execution();
		}
		finally {
			this.lock.unlock();
		}
		return lender.lend(work);
	}

	/**
	 * Return whether a turn or a release is under way.
	 */
	boolean isBusy() {
		State current = this.state;
		return current == State.RUNNING || current == State.COMMITTING || current == State.RELEASING;
	}

	/**
	 * Return whether it has come further than a turn, or has nothing to do for now.
	 */
	boolean hasOutlived(long position) {
		this.lock.lock();
		try {
			if (this.state == State.LOADING || this.state == State.GONE) {
				return false;
			}
			return !this.run.progress().isAt(position)
					|| (this.state == State.IDLE && !hasWork() && this.run.isQuiet());
		}
		finally {
			this.lock.unlock();
		}
	}

	/**
	 * Catch up with history, then go on on the thread of claims.
	 */
	void start() {
		if (!replay()) {
			proceedLater();
		}
	}

	/**
	 * Run for the first time, although the start is not durable yet.
	 */
	void start(PendingStart pending) {
		this.pendingStart = pending;
		if (!replay()) {
			proceed();
		}
	}

	/**
	 * Catch up with history.
	 * @return whether it goes on by itself, or not at all
	 */
	private boolean replay() {
		try {
			return replayNext(false);
		}
		catch (RuntimeException | Error ex) {
			unreadable(ex);
			return true;
		}
	}

	private void unreadable(Throwable cause) {
		about((id) -> logger.error("Instance '{}' cannot be loaded: its history cannot be read", id, cause));
		if (cause instanceof Error) {
			// no memory, or no thread, which may be there later
			dropAndReloadLater();
		}
		else {
			drop();
		}
	}

	// Replay

	/**
	 * Replay turns until the code has something to do.
	 * @return whether the code goes on
	 */
	private boolean replayNext(boolean onCodeThread) {
		HistoryReplay.Progress reached = this.run.replayNext();
		if (reached == HistoryReplay.Progress.CODE_GOES_ON) {
			if (!onCodeThread) {
				this.run.execution().resumeCode();
			}
			return true;
		}
		if (reached == HistoryReplay.Progress.CODE_DIFFERS) {
			suspend(this.run.followWithoutCode());
		}
		goLive();
		if (onCodeThread) {
			proceedLater();
		}
		return false;
	}

	private void proceedLater() {
		this.services.threads().execute(EngineThreads.Lane.CLAIMS, this::proceed);
	}

	private void suspend(String reason) {
		if (this.run.execution().isSuspended()) {
			return;
		}
		about((id) -> logger.error("Orchestration instance '{}' ({}) is suspended. {}", id, this.row.name(), reason));
		this.lock.lock();
		try {
			this.inbox.addFirst(Delivery.internal(new ExecutionSuspended(reason), Delivery.ANY_GENERATION));
		}
		finally {
			this.lock.unlock();
		}
	}

	/**
	 * Run none of its code and activities, and have it suspended if it is not. To be
	 * called before {@link #start}.
	 */
	void suspendWithoutCode(String reason) {
		this.run.hold();
		suspend(reason);
	}

	private void goLive() {
		List<OpenActivity> activities = List.of();
		this.lock.lock();
		try {
			if (this.state != State.LOADING) {
				return;
			}
			this.run.caughtUp();
			Execution execution = this.run.execution();
			activities = this.run.activities();
			this.effects.startTimers(execution.openTimers(), generation());
			this.bufferedEvents = execution.bufferedEvents();
			rest();
		}
		finally {
			this.lock.unlock();
		}
		this.effects.startActivities(activities, generation(), false);
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
	 * Take back what has been posted, if no turn has taken it yet. The sender sends it
	 * through the store and tells when that {@link #detourEnded() has been done}.
	 * @return whether it is not going to be consumed from here
	 */
	boolean withdraw(Delivery delivery) {
		this.lock.lock();
		try {
			boolean withdrawn = this.inbox.remove(delivery);
			if (withdrawn) {
				this.detours.begin();
			}
			return withdrawn;
		}
		finally {
			this.lock.unlock();
		}
	}

	/**
	 * Find out whether something that was sent before is on its way through the store.
	 * The sender goes the same way then, as after {@link #withdraw}.
	 * @return whether it does
	 */
	boolean followDetour() {
		this.lock.lock();
		try {
			boolean follows = this.detours.areOpen();
			if (follows) {
				this.detours.begin();
			}
			return follows;
		}
		finally {
			this.lock.unlock();
		}
	}

	/**
	 * Something that was to go through the store is there, or will not be.
	 */
	void detourEnded() {
		this.lock.lock();
		try {
			this.detours.end();
		}
		finally {
			this.lock.unlock();
		}
		this.engine.reloadInbox(this);
	}

	/**
	 * The messages to it are about to be read from the store.
	 */
	void readingInbox() {
		this.lock.lock();
		try {
			this.detours.reading();
		}
		finally {
			this.lock.unlock();
		}
	}

	/**
	 * Take messages that were read from the store, and go on.
	 */
	void receive(Collection<InboxMessage> messages, int inboxLimit) {
		loaded(messages, inboxLimit);
		proceed();
	}

	/**
	 * Take messages that were read from the store.
	 */
	void loaded(Collection<InboxMessage> messages, int inboxLimit) {
		this.lock.lock();
		try {
			this.inbox.addAll(messages);
			this.inboxMayHaveMore = messages.size() >= inboxLimit;
			if (!this.inboxMayHaveMore) {
				this.detours.haveRead();
			}
		}
		finally {
			this.lock.unlock();
		}
	}

	/**
	 * Return how many events wait to be received or to be consumed.
	 */
	int bufferedEvents() {
		this.lock.lock();
		try {
			Turn current = this.turn;
			int underWay = (current != null) ? current.arrivals() : 0;
			return this.bufferedEvents + underWay + this.inbox.size();
		}
		finally {
			this.lock.unlock();
		}
	}

	/**
	 * Return the turn that is under way as one of the reasons why the instance is where
	 * it is, or {@code null} if none is.
	 */
	Reason.@Nullable Turn turnUnderWay() {
		@Nullable Turn current;
		boolean runs;
		@Nullable Thread code;
		this.lock.lock();
		try {
			current = this.turn;
			runs = this.state == State.RUNNING;
			code = runs ? this.run.execution().codeThread() : null;
			if (current == null || (!runs && this.state != State.COMMITTING)) {
				return null;
			}
		}
		finally {
			this.lock.unlock();
		}
		return new Reason.Turn(current.number(), runs ? TurnProgress.RUNNING : TurnProgress.WRITING, current.time(),
				(code != null) ? CodeLocation.of(code.getStackTrace()) : null);
	}

	private void startTimeCame() {
		proceed();
		this.lock.lock();
		try {
			if (this.state == State.IDLE) {
				awaitStartTime();
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
			if (this.run.execution().wantsCode()) {
				this.run.execution().resumeCode();
				return;
			}
		}
		catch (RuntimeException | Error ex) {
			about((id) -> logger.error("A turn of instance '{}' could not begin, it is loaded anew", id, ex));
			dropAndReloadLater();
			return;
		}
		endTurn(false);
	}

	private boolean begin() {
		this.lock.lock();
		try {
			if (this.state != State.IDLE || !hasWork()) {
				return false;
			}
			Turn next = this.run.nextTurn(this.inbox.take(generation()));
			this.turn = next;
			this.state = State.RUNNING;
			this.turnBegan = this.services.threads().nanoTime();
			this.run.begin(next);
			return true;
		}
		finally {
			this.lock.unlock();
		}
	}

	private boolean hasWork() {
		return !this.inbox.isEmpty() || this.run.isDue();
	}

	@Override
	public boolean blocked() {
		if (this.state == State.LOADING) {
			return replayOnCodeThread();
		}
		endTurn(true);
		return false;
	}

	private boolean replayOnCodeThread() {
		try {
			return replayNext(true);
		}
		catch (RuntimeException | Error ex) {
			unreadable(ex);
			return false;
		}
	}

	@Override
	public void ended() {
		Throwable accident = this.run.execution().accident();
		if (accident != null) {
			threadDied(accident);
		}
		if (this.state == State.LOADING) {
			replayOnCodeThread();
		}
		else {
			endTurn(true);
		}
	}

	/**
	 * The thread of the code has ended because of something outside the code: what the
	 * code would have done is not known, unless it had ended before.
	 */
	private void threadDied(Throwable cause) {
		boolean runs = this.state == State.LOADING || this.state == State.RUNNING;
		boolean anew = runs && this.run.execution().ending() == null;
		if (anew) {
			dropAndReloadLater();
		}
		about((id) -> logger.error("The thread of instance '{}' has died{}", id, anew ? ", it is loaded anew" : "",
				cause));
	}

	/**
	 * End the turn that has run.
	 * @param onCodeThread whether this is the code's own thread, which would only wait
	 */
	private void endTurn(boolean onCodeThread) {
		Turn ran = this.turn;
		if (this.state != State.RUNNING || ran == null) {
			return;
		}
		TurnCommit commit;
		try {
			commit = new TurnCommit(this, ran, this.run.write(ran));
			this.services.listener()
				.turnRan(this.row.name(), Duration.ofNanos(this.services.threads().nanoTime() - this.turnBegan));
		}
		catch (RuntimeException | Error ex) {
			about((id) -> logger.warn("A turn of instance '{}' could not be written, it is loaded anew", id, ex));
			dropAndReloadLater();
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
		submit(commit, onCodeThread);
	}

	private void submit(TurnCommit commit, boolean here) {
		PendingStart pending = this.pendingStart;
		if (pending == null) {
			commit.submitTo(this.engine, here);
		}
		else {
			this.pendingStart = null;
			pending.hasRun(commit, here);
		}
	}

	/**
	 * A turn has become durable: let its effects happen, and go on.
	 */
	void committed(Turn committed, InstanceCommit commit, CommitResult result, long node) {
		List<OpenActivity> activities = List.of();
		int activitiesOf;
		boolean awaited;
		boolean finished;
		boolean reload;
		boolean readMore;
		TurnTrace trace;
		this.lock.lock();
		try {
			if (this.state == State.GONE) {
				return;
			}
			this.turn = null;
			trace = TurnTrace.of(this.row, generation(), committed, this.run.execution());
			this.run.progress().committed(committed, commit);
			finished = this.run.progress().isFinished();
			activitiesOf = generation();
			if (this.run.execution().ending() instanceof ContinuedAsNew) {
				nextGeneration(commit.turns().get(1));
			}
			else if (!finished) {
				activities = this.effects.begin(this.run.execution(), activitiesOf);
			}
			awaited = activities.size() == 1 && this.run.execution().awaitsOnly(activities.get(0).taskId());
			this.bufferedEvents = this.run.execution().bufferedEvents();
			readMore = this.inboxMayHaveMore && this.inbox.isEmpty();
			this.inboxMayHaveMore = this.inboxMayHaveMore && !readMore;
			reload = this.run.wantsNewCode();
			rest();
			if (finished || reload || isGivenBack()) {
				leave();
			}
		}
		finally {
			this.lock.unlock();
		}
		InstanceLog.committed(this.row, commit);
		trace.tell(this.services.tracing(), this.services.listener());
		committed.tellDelivered(this.services.listener());
		if (finished) {
			this.engine.finished(instanceId(), this.run::finalStatus);
		}
		else if (reload) {
			this.engine.reload(id());
		}
		Release release = this.givenBack;
		if (release != null) {
			InstanceLog.released(this.row, release);
			this.engine.released(release);
		}
		this.effects.startActivities(activities, activitiesOf, awaited);
		this.effects.announce(commit, result, node);
		if (readMore) {
			this.engine.reloadInbox(this);
		}
		proceed();
	}

	private void nextGeneration(TurnRow first) {
		this.timers.cancelAll();
		this.run.continueAs(first);
		this.engine.continuedAsNew(id(), generation());
	}

	/**
	 * Nothing is under way any more. Called with the lock held.
	 */
	private void rest() {
		this.state = State.IDLE;
		this.idleSince = this.services.threads().nanoTime();
		awaitStartTime();
	}

	private void awaitStartTime() {
		Instant startTime = this.run.startTime();
		if (startTime != null) {
			this.timers.startAt(startTime, this::startTimeCame);
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
			tellOf(failure);
			dropAndReloadLater();
		}
	}

	private void tellOf(StoreException failure) {
		// what concerns all instances has been told of already, once for all of them
		if (failure.kind() == StoreException.Kind.DEFINITE && failure.getCause() != null) {
			about((id) -> logger.warn("A turn of instance '{}' could not be committed, it is loaded anew: {}", id,
					failure.getMessage(), failure));
		}
		else {
			about((id) -> logger.debug("A turn of instance '{}' could not be committed, it is loaded anew", id,
					failure));
		}
	}

	private void about(Consumer<String> statement) {
		InstanceMdc.about(instanceId(), () -> statement.accept(instanceId()));
	}

	// Leaving

	/**
	 * After a connection was lost: leave memory if the store does not have the turn that
	 * it had acknowledged.
	 * @return whether it has left memory because the store has lost turns
	 */
	boolean verify(long recorded) {
		boolean lost;
		boolean differs;
		this.lock.lock();
		try {
			boolean loading = this.state == State.LOADING;
			lost = !loading && this.state != State.GONE && !this.run.progress().isAt(recorded);
			differs = loading || lost;
		}
		finally {
			this.lock.unlock();
		}
		if (differs) {
			about((id) -> logger.debug("Instance '{}' is loaded anew, turns of it lost: {}", id, lost));
			dropAndReload();
		}
		return lost;
	}

	/**
	 * Decide about the turn that has run whether the instance is given back with it:
	 * there is hardly any room, and it will have nothing to do soon.
	 * @return how it is given back, or {@code null} if it stays
	 */
	@Nullable Release giveBackIfCrowded() {
		if (this.services.cache().isCrowded()) {
			Duration soon = this.services.settings().pollInterval();
			this.givenBack = this.run.release(soon, soon);
		}
		return this.givenBack;
	}

	/**
	 * Return whether the store may know already that this node has given it back.
	 */
	boolean isLeaving() {
		return this.state == State.RELEASING || isGivenBack();
	}

	boolean isGivenBack() {
		return this.givenBack != null;
	}

	/**
	 * Give the instance back if it has had nothing to do for some time.
	 */
	void releaseIfIdle(Duration idleTime) {
		if (this.state != State.IDLE || !this.run.mayBeReleased(idleTime(), idleTime)) {
			return;
		}
		Release release;
		this.lock.lock();
		try {
			if (this.state != State.IDLE || hasWork()) {
				return;
			}
			release = this.run.release(idleTime(), idleTime);
			if (release == null) {
				return;
			}
			this.state = State.RELEASING;
		}
		finally {
			this.lock.unlock();
		}
		this.engine.submit(new ReleaseCommit(this, release));
	}

	private Duration idleTime() {
		return Duration.ofNanos(this.services.threads().nanoTime() - this.idleSince);
	}

	/**
	 * A release was committed, or refused because there is something to do.
	 * @param done the release, or {@code null} if it was refused
	 */
	void released(@Nullable Release done) {
		if (done != null) {
			InstanceLog.released(this.row, done);
			drop();
			this.engine.released(done);
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
		this.run.execution().unwind();
	}

	void dropAndReload() {
		drop();
		this.engine.reload(id());
	}

	private void dropAndReloadLater() {
		drop();
		this.services.threads().after(RELOAD_DELAY, () -> this.engine.reload(id()));
	}

	/**
	 * Leave memory if nothing is being written: the store says that this node does not
	 * own the instance.
	 * @return whether it has left memory
	 */
	boolean dropIfNotWriting() {
		if (this.state == State.IDLE || this.state == State.RUNNING) {
			about((id) -> logger.debug("This node does not own instance '{}' any more", id));
			drop();
			return true;
		}
		return false;
	}

	/**
	 * Where an instance in memory is.
	 */
	private enum State {

		LOADING, IDLE, RUNNING, COMMITTING, RELEASING, GONE

	}

}
