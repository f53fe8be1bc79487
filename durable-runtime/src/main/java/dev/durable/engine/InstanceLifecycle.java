package dev.durable.engine;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;

import dev.durable.Reason;
import dev.durable.Reason.TurnProgress;
import dev.durable.engine.code.Execution;
import dev.durable.engine.code.OpenActivity;
import dev.durable.engine.why.CodeLocation;
import dev.durable.history.ContinuedAsNew;
import dev.durable.store.InstanceCommit;
import dev.durable.store.Release;
import org.jspecify.annotations.Nullable;

/**
 * Where an instance in memory is, and the only place where that changes. Each step is
 * decided here, under the one lock of the instance; what follows from it is done by the
 * {@link LiveInstance} when the lock is free again.
 */
final class InstanceLifecycle {

	private final EngineServices services;

	private final InstanceRun run;

	private final TurnEffects effects;

	private final Runnable departure;

	private final ReentrantLock lock = new ReentrantLock();

	private final Mailbox mailbox = new Mailbox(this.lock);

	private volatile InstanceState state = InstanceState.LOADING;

	private volatile @Nullable Turn turn;

	/**
	 * What the turn that runs has taken from the mailbox.
	 */
	private List<Delivery> taken = List.of();

	/**
	 * How the turn under way gives it back.
	 */
	private volatile @Nullable Release givenBack;

	private int unreceivedEvents;

	private volatile long idleSince;

	private volatile long turnBegan;

	/**
	 * Create the lifecycle of an instance that has still to catch up with its history.
	 * @param departure takes it out of the memory of the node
	 */
	InstanceLifecycle(EngineServices services, InstanceRun run, TurnEffects effects, Runnable departure) {
		this.services = services;
		this.run = run;
		this.effects = effects;
		this.departure = departure;
	}

	/**
	 * Return what has come and waits for the next turn.
	 */
	Mailbox mailbox() {
		return this.mailbox;
	}

	// Where it is

	InstanceState state() {
		return this.state;
	}

	private int generation() {
		return this.run.progress().generation();
	}

	/**
	 * Return the turn that runs, or {@code null} if none does.
	 */
	@Nullable Turn running() {
		Turn current = this.turn;
		return (this.state == InstanceState.RUNNING) ? current : null;
	}

	Duration sinceTurnBegan() {
		return Duration.ofNanos(this.services.threads().nanoTime() - this.turnBegan);
	}

	/**
	 * Return whether it has come further than a turn, or has nothing to do for now.
	 */
	boolean hasOutlived(long position) {
		this.lock.lock();
		try {
			if (this.state == InstanceState.LOADING || this.state == InstanceState.GONE) {
				return false;
			}
			return !this.run.progress().isAt(position)
					|| (this.state == InstanceState.IDLE && !hasWork() && this.run.isQuiet());
		}
		finally {
			this.lock.unlock();
		}
	}

	/**
	 * Return whether the store lacks the turn that it had acknowledged. Of an instance
	 * that is loading nobody can say.
	 * @param recorded the last turn that the store has
	 */
	boolean hasLost(long recorded) {
		this.lock.lock();
		try {
			return this.state != InstanceState.LOADING && this.state != InstanceState.GONE
					&& !this.run.progress().isAt(recorded);
		}
		finally {
			this.lock.unlock();
		}
	}

	/**
	 * Return the code of a generation, or {@code null} if that generation is over.
	 */
	@Nullable Execution execution(int generation) {
		this.lock.lock();
		try {
			return (this.state != InstanceState.GONE && generation() == generation) ? this.run.execution() : null;
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
			return this.unreceivedEvents + underWay + this.mailbox.size();
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
			runs = this.state == InstanceState.RUNNING;
			code = runs ? this.run.execution().codeThread() : null;
			if (current == null || (!runs && this.state != InstanceState.COMMITTING)) {
				return null;
			}
		}
		finally {
			this.lock.unlock();
		}
		return new Reason.Turn(current.number(), runs ? TurnProgress.RUNNING : TurnProgress.WRITING, current.time(),
				(code != null) ? CodeLocation.of(code.getStackTrace()) : null);
	}

	// From turn to turn

	/**
	 * All of history has been replayed.
	 * @return the activities to be started
	 */
	List<OpenActivity> goLive() {
		this.lock.lock();
		try {
			if (this.state != InstanceState.LOADING) {
				return List.of();
			}
			this.run.caughtUp();
			Execution execution = this.run.execution();
			List<OpenActivity> activities = this.run.activities();
			this.effects.startTimers(execution.openTimers(), generation());
			this.unreceivedEvents = execution.bufferedEvents();
			rest();
			return activities;
		}
		finally {
			this.lock.unlock();
		}
	}

	/**
	 * Put something into the mailbox.
	 * @return whether it was taken; otherwise it has to be sent through the store
	 */
	boolean post(Delivery delivery) {
		this.lock.lock();
		try {
			if (this.state == InstanceState.GONE
					|| (this.state == InstanceState.RELEASING && delivery.acknowledgement() != null)) {
				return false;
			}
			this.mailbox.add(delivery);
			return true;
		}
		finally {
			this.lock.unlock();
		}
	}

	/**
	 * Begin the next turn if there is something to do and nothing under way.
	 */
	boolean begin() {
		this.lock.lock();
		try {
			if (this.state != InstanceState.IDLE || !hasWork()) {
				return false;
			}
			// from here on it leaves memory with what it has taken, whatever goes wrong
			this.taken = new ArrayList<>();
			this.state = InstanceState.RUNNING;
			this.mailbox.take(generation(), this.taken);
			Turn next = this.run.nextTurn(this.taken);
			this.turn = next;
			this.turnBegan = this.services.threads().nanoTime();
			this.run.begin(next);
			return true;
		}
		finally {
			this.lock.unlock();
		}
	}

	private boolean hasWork() {
		return !this.mailbox.isEmpty() || this.run.isDue();
	}

	/**
	 * The turn has run and is about to be committed.
	 * @return whether it still may be
	 */
	boolean end() {
		this.lock.lock();
		try {
			if (this.state != InstanceState.RUNNING) {
				return false;
			}
			this.state = InstanceState.COMMITTING;
			return true;
		}
		finally {
			this.lock.unlock();
		}
	}

	/**
	 * The turn has become durable.
	 * @return what follows, or {@code null} if the instance has left memory meanwhile, or
	 * has been told before
	 */
	@Nullable CommittedTurn committed(Turn committed, InstanceCommit commit) {
		this.lock.lock();
		try {
			if (this.state == InstanceState.GONE || this.turn != committed) {
				return null;
			}
			this.turn = null;
			this.taken = List.of();
			TurnTrace trace = this.run.trace(committed);
			this.run.progress().committed(committed, commit);
			boolean finished = this.run.progress().isFinished();
			int generation = generation();
			List<OpenActivity> activities = List.of();
			if (this.run.execution().ending() instanceof ContinuedAsNew) {
				this.effects.cancelTimers();
				this.run.continueAs(commit.turns().get(1));
				this.effects.continuedAsNew(generation());
			}
			else if (!finished) {
				activities = this.effects.begin(this.run.execution(), generation);
			}
			boolean awaited = activities.size() == 1 && this.run.execution().awaitsOnly(activities.get(0).taskId());
			this.unreceivedEvents = this.run.execution().bufferedEvents();
			boolean readMore = this.mailbox.wantsMore();
			boolean reload = this.run.wantsNewCode();
			rest();
			if (finished || reload || isGivenBack()) {
				leave();
			}
			return new CommittedTurn(generation, trace, activities, awaited, finished, reload, readMore);
		}
		finally {
			this.lock.unlock();
		}
	}

	/**
	 * Nothing is under way any more. Called with the lock held.
	 */
	private void rest() {
		this.state = InstanceState.IDLE;
		this.idleSince = this.services.threads().nanoTime();
		awaitStartTime();
	}

	/**
	 * If the start time has not come, although a timer has just said so, wait for it
	 * again.
	 */
	void startTimeCame() {
		this.lock.lock();
		try {
			if (this.state == InstanceState.IDLE) {
				awaitStartTime();
			}
		}
		finally {
			this.lock.unlock();
		}
	}

	private void awaitStartTime() {
		Instant startTime = this.run.startTime();
		if (startTime != null) {
			this.effects.awaitStartTime(startTime);
		}
	}

	// Out of memory

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

	@Nullable Release givenBack() {
		return this.givenBack;
	}

	boolean isGivenBack() {
		return this.givenBack != null;
	}

	/**
	 * Return whether the store may know already that this node has given it back.
	 */
	boolean isLeaving() {
		return this.state == InstanceState.RELEASING || isGivenBack();
	}

	/**
	 * Begin to give the instance back if it has had nothing to do for some time.
	 * @return how, or {@code null} if it stays
	 */
	@Nullable Release release(Duration idleTime) {
		if (this.state != InstanceState.IDLE || !this.run.mayBeReleased(idleTime(), idleTime)) {
			return null;
		}
		this.lock.lock();
		try {
			if (this.state != InstanceState.IDLE || hasWork()) {
				return null;
			}
			Release release = this.run.release(idleTime(), idleTime);
			if (release != null) {
				this.state = InstanceState.RELEASING;
			}
			return release;
		}
		finally {
			this.lock.unlock();
		}
	}

	private Duration idleTime() {
		return Duration.ofNanos(this.services.threads().nanoTime() - this.idleSince);
	}

	/**
	 * The store has refused the release, because there is something to do.
	 * @return whether the instance goes on
	 */
	boolean releaseRefused() {
		this.lock.lock();
		try {
			if (this.state != InstanceState.RELEASING) {
				return false;
			}
			rest();
			return true;
		}
		finally {
			this.lock.unlock();
		}
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
		if (this.state == InstanceState.GONE) {
			return;
		}
		List<Delivery> refused = (this.state == InstanceState.RUNNING) ? this.taken : List.of();
		this.state = InstanceState.GONE;
		this.departure.run();
		this.mailbox.refuseAll();
		refused.forEach((delivery) -> delivery.acknowledge(false));
		this.effects.cancelTimers();
		this.run.execution().unwind();
	}

}
