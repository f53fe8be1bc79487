package dev.durable.engine;

import java.time.Duration;
import java.util.Collection;
import java.util.List;

import dev.durable.Reason;
import dev.durable.TraceContext;
import dev.durable.engine.code.Execution;
import dev.durable.engine.code.TurnDriver;
import dev.durable.store.CommitResult;
import dev.durable.store.InboxMessage;
import dev.durable.store.InstanceCommit;
import dev.durable.store.InstanceRow;
import dev.durable.store.NodeFencedException;
import dev.durable.store.Release;
import dev.durable.store.StoreException;
import dev.durable.store.TurnRow;
import org.jspecify.annotations.Nullable;

/**
 * An instance in the memory of the node that owns it. Takes what comes for it, runs turn
 * after turn, has each committed before its effects happen, and has at most one commit
 * under way. What may happen when is decided by its {@link InstanceLifecycle}, under the
 * lock; it is done here, without it.
 */
final class LiveInstance implements TurnDriver {

	private static final Duration RELOAD_DELAY = Duration.ofSeconds(1);

	private final EngineServices services;

	private final InstanceEvents engine;

	private final InstanceRow row;

	private final long ownerNode;

	private final InstanceRun run;

	private final TurnEffects effects;

	private final InstanceLifecycle lifecycle;

	private final InstanceCatchUp catchUp;

	/**
	 * The start that is not durable, until the code has run.
	 */
	private @Nullable PendingStart pendingStart;

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
		this.run = new InstanceRun(services, row, history, this);
		this.effects = new TurnEffects(this, engine, services);
		this.lifecycle = new InstanceLifecycle(services, this.run, this.effects, () -> services.cache().remove(this));
		this.catchUp = new InstanceCatchUp(row, this.run, this.lifecycle, this.effects);
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
		return this.lifecycle.state() == InstanceState.GONE;
	}

	/**
	 * Have something done on the thread of the code of a generation, which waits for the
	 * outcome of it and for nothing else.
	 */
	boolean lend(int generation, Runnable work) {
		Execution lender = this.lifecycle.execution(generation);
		return lender != null && lender.lend(work);
	}

	/**
	 * Return whether a turn or a release is under way.
	 */
	boolean isBusy() {
		return this.lifecycle.state().isBusy();
	}

	/**
	 * Return whether it has come further than a turn, or has nothing to do for now.
	 */
	boolean hasOutlived(long position) {
		return this.lifecycle.hasOutlived(position);
	}

	/**
	 * Return how many events wait to be received or to be consumed.
	 */
	int bufferedEvents() {
		return this.lifecycle.bufferedEvents();
	}

	/**
	 * Return the turn that is under way as one of the reasons why the instance is where
	 * it is, or {@code null} if none is.
	 */
	Reason.@Nullable Turn turnUnderWay() {
		return this.lifecycle.turnUnderWay();
	}

	// Into memory

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
	 * Catch up with history, up to where the code has something to do.
	 * @return whether it goes on by itself, or not at all
	 */
	private boolean replay() {
		try {
			boolean codeGoesOn = this.catchUp.replayNext();
			if (codeGoesOn) {
				this.run.execution().resumeCode();
			}
			return codeGoesOn;
		}
		catch (RuntimeException | Error ex) {
			unreadable(ex);
			return true;
		}
	}

	/**
	 * Catch up further, the code having done what it had to do.
	 * @return whether it has something to do again
	 */
	private boolean replayOnCodeThread() {
		try {
			boolean codeGoesOn = this.catchUp.replayNext();
			if (!codeGoesOn) {
				proceedLater();
			}
			return codeGoesOn;
		}
		catch (RuntimeException | Error ex) {
			unreadable(ex);
			return false;
		}
	}

	private void unreadable(Throwable cause) {
		if (cause instanceof Error) {
			// no memory, or no thread, which may be there later
			dropAndReloadLater();
		}
		else {
			drop();
		}
		InstanceAccidents.unreadable(this.row, cause);
	}

	private void proceedLater() {
		this.services.threads().execute(EngineThreads.Lane.CLAIMS, this::proceed);
	}

	/**
	 * Run none of its code and activities, and have it suspended if it is not. To be
	 * called before {@link #start}.
	 */
	void suspendWithoutCode(String reason) {
		this.catchUp.suspendWithoutCode(reason);
	}

	// Deliveries

	/**
	 * Put something into the next turn.
	 * @return whether it was taken; otherwise it has to be sent through the store
	 */
	boolean post(Delivery delivery) {
		if (!this.lifecycle.post(delivery)) {
			return false;
		}
		proceed();
		return true;
	}

	/**
	 * Return what has come and waits for the next turn.
	 */
	Mailbox mailbox() {
		return this.lifecycle.mailbox();
	}

	/**
	 * Something that was to go through the store is there, or will not be.
	 */
	void detourEnded() {
		mailbox().detourEnded();
		this.engine.reloadInbox(this);
	}

	/**
	 * Take messages that were read from the store, and go on.
	 */
	void receive(Collection<InboxMessage> messages, int inboxLimit) {
		mailbox().haveRead(messages, inboxLimit);
		proceed();
	}

	/**
	 * The time when the code may begin to run may have come.
	 */
	void startTimeCame() {
		proceed();
		this.lifecycle.startTimeCame();
	}

	// Turns

	/**
	 * Begin the next turn if there is something to do and nothing under way.
	 */
	private void proceed() {
		try {
			if (!this.lifecycle.begin()) {
				return;
			}
			if (this.run.execution().wantsCode()) {
				this.run.execution().resumeCode();
				return;
			}
		}
		catch (RuntimeException | Error ex) {
			dropAndReloadLater();
			InstanceAccidents.notBegun(this.row, ex);
			return;
		}
		endTurn(false);
	}

	@Override
	public boolean blocked() {
		if (this.lifecycle.state() == InstanceState.LOADING) {
			return replayOnCodeThread();
		}
		endTurn(true);
		return false;
	}

	@Override
	public void ended() {
		Throwable accident = this.run.execution().accident();
		if (accident != null) {
			threadDied(accident);
		}
		if (this.lifecycle.state() == InstanceState.LOADING) {
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
		boolean anew = this.lifecycle.state().mayRunCode() && this.run.execution().ending() == null;
		if (anew) {
			dropAndReloadLater();
		}
		InstanceAccidents.threadDied(this.row, anew, cause);
	}

	/**
	 * End the turn that has run.
	 * @param onCodeThread whether this is the code's own thread, which would only wait
	 */
	private void endTurn(boolean onCodeThread) {
		Turn ran = this.lifecycle.running();
		if (ran == null) {
			return;
		}
		TurnCommit commit;
		try {
			commit = new TurnCommit(this, ran, this.run.write(ran));
			this.services.listener().turnRan(this.row.name(), this.lifecycle.sinceTurnBegan());
		}
		catch (RuntimeException | Error ex) {
			dropAndReloadLater();
			InstanceAccidents.notWritten(this.row, ex);
			return;
		}
		if (this.lifecycle.end()) {
			submit(commit, onCodeThread);
		}
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
		CommittedTurn next = this.lifecycle.committed(committed, commit);
		if (next == null) {
			return;
		}
		InstanceLog.committed(this.row, commit);
		next.trace().tell(this.services.tracing(), this.services.listener());
		committed.tellDelivered(this.services.listener());
		if (next.finished()) {
			this.engine.finished(instanceId(), this.run::finalStatus);
		}
		else if (next.reload()) {
			this.engine.reload(id());
		}
		Release release = this.lifecycle.givenBack();
		if (release != null) {
			InstanceLog.released(this.row, release);
			this.engine.released(release);
		}
		this.effects.startActivities(next.activities(), next.generation(), next.awaited());
		this.effects.announce(commit, result, node);
		if (next.readMore()) {
			this.engine.reloadInbox(this);
		}
		proceed();
	}

	/**
	 * Something could not be committed: load the instance anew, a little later.
	 */
	void failed(StoreException failure) {
		if (failure instanceof NodeFencedException) {
			drop();
		}
		else {
			dropAndReloadLater();
			InstanceAccidents.notCommitted(this.row, failure);
		}
	}

	// Out of memory

	/**
	 * After a connection was lost: leave memory if the store does not have the turn that
	 * it had acknowledged.
	 * @return whether it has left memory because the store has lost turns
	 */
	boolean verify(long recorded) {
		// what it is being loaded from may be lost; once live, it never loads again
		boolean loading = this.lifecycle.state() == InstanceState.LOADING;
		boolean lost = !loading && this.lifecycle.hasLost(recorded);
		if (loading || lost) {
			InstanceAccidents.differs(this.row, lost);
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
		return this.lifecycle.giveBackIfCrowded();
	}

	/**
	 * Return whether the store may know already that this node has given it back.
	 */
	boolean isLeaving() {
		return this.lifecycle.isLeaving();
	}

	boolean isGivenBack() {
		return this.lifecycle.givenBack() != null;
	}

	/**
	 * Give the instance back if it has had nothing to do for some time.
	 */
	void releaseIfIdle(Duration idleTime) {
		Release release = this.lifecycle.release(idleTime);
		if (release != null) {
			this.engine.submit(new ReleaseCommit(this, release));
		}
	}

	/**
	 * A release was committed, or refused because there is something to do.
	 * @param done the release, or {@code null} if it was refused
	 */
	void released(@Nullable Release done) {
		if (done != null) {
			drop();
			InstanceLog.released(this.row, done);
			this.engine.released(done);
		}
		else if (this.lifecycle.releaseRefused()) {
			this.engine.reloadInbox(this);
			proceed();
		}
	}

	/**
	 * Leave memory. What senders wait for is refused, so that they go through the store.
	 */
	void drop() {
		this.lifecycle.drop();
	}

	void dropAndReload() {
		drop();
		this.engine.reload(id());
	}

	/**
	 * Something has gone wrong that may not do so again in a moment.
	 */
	void dropAndReloadLater() {
		try {
			drop();
		}
		finally {
			this.services.threads().after(RELOAD_DELAY, () -> this.engine.reload(id()));
		}
	}

	/**
	 * Leave memory if nothing is being written: the store says that this node does not
	 * own the instance.
	 * @return whether it has left memory
	 */
	boolean dropIfNotWriting() {
		if (this.lifecycle.state().isBetweenCommits()) {
			InstanceAccidents.notOwned(this.row);
			drop();
			return true;
		}
		return false;
	}

}
