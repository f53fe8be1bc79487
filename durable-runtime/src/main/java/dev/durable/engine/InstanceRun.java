package dev.durable.engine;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

import dev.durable.OrchestrationStatus;
import dev.durable.TraceContext;
import dev.durable.engine.code.Execution;
import dev.durable.engine.code.ExecutionInfo;
import dev.durable.engine.code.OpenActivity;
import dev.durable.engine.code.TurnDriver;
import dev.durable.history.CodeAbsent;
import dev.durable.history.ExecutionCompleted;
import dev.durable.history.ExecutionStarted;
import dev.durable.history.HistoryCodec;
import dev.durable.history.TaskCompleted;
import dev.durable.store.InstanceCommit;
import dev.durable.store.InstanceRow;
import dev.durable.store.Release;
import dev.durable.store.TurnRow;
import org.jspecify.annotations.Nullable;

/**
 * The run of an instance's orchestrator: its current generation, with the code if this
 * node has it, otherwise only following what happens.
 */
final class InstanceRun {

	private final EngineServices services;

	private final InstanceRow row;

	private final TurnDriver driver;

	private final TurnWriter writer;

	private final InstanceProgress progress;

	private HistoryReplay replay;

	private volatile boolean withCode;

	private boolean held;

	private Execution execution;

	InstanceRun(EngineServices services, InstanceRow row, List<TurnRow> history, TurnDriver driver) {
		this.services = services;
		this.row = row;
		this.driver = driver;
		this.writer = new TurnWriter(services);
		this.progress = new InstanceProgress(row);
		this.replay = new HistoryReplay(history);
		this.withCode = isCodeHere();
		this.execution = newExecution(row.customStatus());
	}

	private Execution newExecution(@Nullable String customStatus) {
		TraceContext trace = this.services.tracing()
			.ofOrchestration(TurnTrace.observed(this.row, this.progress.generation()));
		ExecutionInfo info = new ExecutionInfo(this.row.id(), this.row.instanceId(), this.row.createdAt(),
				this.row.name(), this.row.version(), this.progress.generation(), this.row.parentInstanceId(), trace);
		Execution created = new Execution(
				info, this.withCode
						? this.services.registrations().findOrchestrator(this.row.name(), this.row.version()) : null,
				this.services.environment(), this.driver);
		created.customStatusIs(customStatus);
		return created;
	}

	private boolean isCodeHere() {
		return this.services.registrations().findOrchestrator(this.row.name(), this.row.version()) != null;
	}

	Execution execution() {
		return this.execution;
	}

	InstanceProgress progress() {
		return this.progress;
	}

	// Replay

	HistoryReplay.Progress replayNext() {
		return this.replay.advance(this.execution);
	}

	/**
	 * The code does not fit history: follow the instance without the code from here on.
	 * @return what differs
	 */
	String followWithoutCode() {
		Optional<String> difference = this.execution.nonDeterminism();
		this.execution.unwind();
		this.withCode = false;
		this.execution = newExecution(this.row.customStatus());
		this.replay.follow(this.execution);
		return difference.orElse("Its code does not fit its history");
	}

	/**
	 * Run neither the code nor the activities that it waits for.
	 */
	void hold() {
		followWithoutCode();
		this.held = true;
	}

	/**
	 * Return the activities to be started once all of history has been replayed.
	 */
	List<OpenActivity> activities() {
		return this.held ? List.of() : List.copyOf(this.execution.openActivities());
	}

	/**
	 * All of history has been replayed.
	 */
	void caughtUp() {
		TurnRow last = this.replay.last();
		if (last != null) {
			this.progress.reached(last);
			if (this.replay.events() > 0) {
				this.services.listener().replayed(this.row.name(), this.replay.events());
			}
		}
		this.replay = new HistoryReplay(List.of());
	}

	/**
	 * Go on with the generation that a turn has continued as.
	 */
	void continueAs(TurnRow first) {
		this.execution.unwind();
		this.progress.reached(first);
		this.execution = newExecution(this.execution.customStatus());
		new HistoryReplay(List.of(first)).follow(this.execution);
	}

	// Turns

	/**
	 * Return whether there is something to do although nothing has come.
	 */
	boolean isDue() {
		Instant notBefore = this.execution.notBefore();
		if (notBefore != null && this.services.clock().now().isBefore(notBefore)) {
			return false;
		}
		boolean firstRun = this.withCode && !this.execution.isCodeStarted() && !this.execution.isSuspended();
		return firstRun || this.execution.hasReleasable();
	}

	/**
	 * Return when the code will begin to run by the clock, or {@code null}. While it may
	 * not run the time changes nothing, and the turn that lets it run looks again.
	 */
	@Nullable Instant startTime() {
		return (this.withCode && !this.execution.isSuspended()) ? this.execution.notBefore() : null;
	}

	/**
	 * Return whether nothing is running or will be soon.
	 */
	boolean isQuiet() {
		Instant soon = this.services.clock().now().plusSeconds(1);
		Instant next = WakeUp.next(this.execution);
		return !WakeUp.hasActivitiesBefore(this.execution, soon) && (next == null || next.isAfter(soon));
	}

	/**
	 * Describe the next turn.
	 */
	Turn nextTurn(List<Delivery> deliveries) {
		deliveries.removeIf(this::isOfNoUse);
		if (!this.withCode) {
			deliveries.add(0, Delivery.internal(new CodeAbsent(), this.progress.generation()));
		}
		return this.progress.nextTurn(this.services.clock().now(), deliveries);
	}

	/**
	 * Refuse the result of a transactional activity that nobody waits for: what the
	 * activity has written must not stay.
	 */
	private boolean isOfNoUse(Delivery delivery) {
		boolean useless = delivery.slot() != null && delivery.incident() instanceof TaskCompleted completed
				&& this.execution.openActivities()
					.stream()
					.noneMatch((open) -> open.taskId() == completed.taskId() && open.attempt() == completed.attempt());
		if (useless) {
			delivery.acknowledge(false);
		}
		return useless;
	}

	/**
	 * Return the status of an instance that has finished, as it would be read from the
	 * store.
	 */
	OrchestrationStatus finalStatus() {
		ExecutionStarted begun = this.execution.started();
		ExecutionStarted started = (begun != null) ? new ExecutionStarted(begun.name(), begun.version(),
				HistoryCodec.storable(begun.input()), begun.startAt(), begun.parentInstanceId()) : null;
		ExecutionCompleted ending = (this.execution.ending() instanceof ExecutionCompleted completed)
				? new ExecutionCompleted(completed.status(), HistoryCodec.storable(completed.output()),
						completed.failure(), completed.failedTasks())
				: null;
		return new InstanceStatus(
				this.progress.finished(this.row, HistoryCodec.storable(this.execution.customStatus())),
				this.progress.lastTime(), started, ending, this.services.environment().converter());
	}

	void begin(Turn turn) {
		this.execution.begin(turn.number(), turn.time(), turn.incidents());
	}

	InstanceCommit write(Turn turn) {
		return this.writer.write(this.row, this.progress.generation(), this.progress.status(), turn, this.execution);
	}

	/**
	 * Describe what a turn that has run ends, before anything else happens to the
	 * execution.
	 */
	TurnTrace trace(Turn turn) {
		return TurnTrace.of(this.row, this.progress.generation(), turn, this.execution);
	}

	/**
	 * Return whether the instance is followed without code that is here: it was suspended
	 * because the code does not fit, and has been resumed.
	 */
	boolean wantsNewCode() {
		return !this.withCode && !this.progress.isFinished() && !this.execution.isSuspended() && isCodeHere();
	}

	/**
	 * Return whether it makes sense to {@link #release} the instance, which is expensive
	 * to find out. Any thread may ask.
	 */
	boolean mayBeReleased(Duration idle, Duration idleTime) {
		return !this.withCode || idle.compareTo(idleTime) >= 0;
	}

	/**
	 * Describe how to give the instance back.
	 * @param idle for how long it has had nothing to do
	 * @param idleTime for how long it should have, if this node can run it
	 * @return the release, or {@code null} if it had better stay
	 */
	@Nullable Release release(Duration idle, Duration idleTime) {
		Instant now = this.services.clock().now();
		Instant soon = now.plus(idleTime);
		if (!this.held && WakeUp.hasActivitiesBefore(this.execution, soon)) {
			return null;
		}
		if (!this.withCode) {
			boolean forOthers = !this.execution.isSuspended();
			if (forOthers) {
				return new Release(this.row.id(), now);
			}
			return (idle.compareTo(idleTime) >= 0) ? new Release(this.row.id(), null) : null;
		}
		Instant wakeAt = WakeUp.next(this.execution);
		boolean dueSoon = wakeAt != null && wakeAt.isBefore(soon);
		return (!dueSoon && idle.compareTo(idleTime) >= 0) ? new Release(this.row.id(), wakeAt) : null;
	}

}
