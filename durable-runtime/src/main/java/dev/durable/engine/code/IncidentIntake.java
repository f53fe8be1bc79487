package dev.durable.engine.code;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

import dev.durable.TraceContext;
import dev.durable.history.CodeAbsent;
import dev.durable.history.EventRaised;
import dev.durable.history.ExecutionResumed;
import dev.durable.history.ExecutionStarted;
import dev.durable.history.ExecutionSuspended;
import dev.durable.history.Incident;
import dev.durable.history.SubOrchestrationCompleted;
import dev.durable.history.SubOrchestrationFailed;
import dev.durable.history.TaskCompleted;
import dev.durable.history.TaskFailed;
import dev.durable.history.TaskRetryScheduled;
import dev.durable.history.TimerFired;
import org.jspecify.annotations.Nullable;

/**
 * Takes the incidents of each turn to the tasks and events that they concern. While the
 * instance is suspended, not yet due, or on a node without its code, incidents are
 * withheld, to be delivered in order in the first turn in which none of that is so.
 */
final class IncidentIntake {

	/**
	 * As many links as OpenTelemetry lets a span have.
	 */
	private static final int MAX_EVENT_TRACES = 128;

	private final DecisionLog log;

	private final OpenTasks tasks;

	private final EventBuffer events;

	private final List<Incident> withheld = new ArrayList<>();

	private final RepeatedIncidents repeated = new RepeatedIncidents();

	/**
	 * In a set, because events come again after a rewind.
	 */
	private final Set<TraceContext> eventTraces = new LinkedHashSet<>(2);

	private Instant time = Instant.EPOCH;

	private @Nullable ExecutionStarted started;

	private boolean suspended;

	private boolean codeAbsent;

	IncidentIntake(DecisionLog log, OpenTasks tasks, EventBuffer events) {
		this.log = log;
		this.tasks = tasks;
		this.events = events;
	}

	void beginTurn(Instant time, List<? extends Incident> incidents) {
		this.time = time;
		this.codeAbsent = !incidents.isEmpty() && incidents.get(0) instanceof CodeAbsent;
	}

	/**
	 * Let happen again what happened before a rewind.
	 * @param earlier what was decided then
	 * @param now the time of the turn that the code goes through this in
	 */
	void repeat(Stage stage, EarlierDecisions earlier, Instant now) {
		this.repeated.begin(stage, earlier, now);
		beginTurn(stage.time(), stage.incidents());
		stage.incidents().forEach(this::accept);
		allAccepted();
	}

	/**
	 * All of that has happened again.
	 */
	void endRepetition() {
		this.repeated.end();
	}

	/**
	 * The code has begun a task; what came of it before a rewind may be known already.
	 */
	void begun(int taskId) {
		this.repeated.take(taskId).forEach(this::deliver);
	}

	void accept(Incident incident) {
		if (incident instanceof ExecutionStarted start) {
			this.started = start;
		}
		else if (incident instanceof ExecutionSuspended) {
			this.suspended = true;
		}
		else if (incident instanceof ExecutionResumed) {
			this.suspended = false;
		}
		else if (isHeld()) {
			if (!(incident instanceof CodeAbsent)) {
				this.withheld.add(incident);
			}
		}
		else {
			releaseWithheld();
			deliver(incident);
		}
	}

	/**
	 * All incidents of the turn have been accepted.
	 */
	void allAccepted() {
		if (!isHeld()) {
			releaseWithheld();
		}
	}

	private void releaseWithheld() {
		List<Incident> released = List.copyOf(this.withheld);
		this.withheld.clear();
		released.forEach(this::deliver);
	}

	private void deliver(Incident incident) {
		if (this.repeated.isWithdrawn(incident) || this.repeated.isEarly(incident)) {
			return;
		}
		if (incident instanceof EventRaised raised) {
			remember(raised.trace());
			this.events.add(raised);
		}
		else if (incident instanceof TaskCompleted completed) {
			if (this.tasks.activity(completed.taskId(), completed.attempt()) != null) {
				this.tasks.complete(completed.taskId(), completed.result());
			}
		}
		else if (incident instanceof TaskFailed failed) {
			attemptFailed(failed);
		}
		else if (incident instanceof SubOrchestrationCompleted completed) {
			this.tasks.complete(completed.taskId(), completed.result());
		}
		else if (incident instanceof SubOrchestrationFailed failed) {
			this.tasks.fail(failed.taskId(), failed.failure());
		}
		else if (incident instanceof TimerFired fired) {
			this.tasks.fire(fired.taskId());
		}
	}

	private void remember(TraceContext trace) {
		if (trace.isSampled() && this.eventTraces.size() < MAX_EVENT_TRACES) {
			this.eventTraces.add(trace);
		}
	}

	/**
	 * Return the trace contexts of the first events that were delivered, as far as they
	 * were sampled.
	 */
	List<TraceContext> eventTraces() {
		return List.copyOf(this.eventTraces);
	}

	private void attemptFailed(TaskFailed failed) {
		int taskId = failed.taskId();
		if (this.tasks.activity(taskId, failed.attempt()) == null) {
			return;
		}
		Optional<TaskRetryScheduled> retry = this.log.isReplaying() ? this.log.recordedRetry(taskId, failed.attempt())
				: decideRetry(failed);
		if (retry.isPresent()) {
			if (this.repeated.isFinalAndWithdrawn(failed)) {
				this.tasks.beginSeries(taskId, failed.attempt());
			}
			this.tasks.retry(retry.get());
		}
		else {
			this.tasks.fail(taskId, failed.failure());
		}
	}

	private Optional<TaskRetryScheduled> decideRetry(TaskFailed failed) {
		if (!this.repeated.isUnderWay()) {
			return newRetry(failed);
		}
		Optional<TaskRetryScheduled> retry = this.repeated.retry(failed);
		retry.ifPresent(this.log::decide);
		return retry;
	}

	private Optional<TaskRetryScheduled> newRetry(TaskFailed failed) {
		boolean again;
		try {
			again = this.tasks.allowsRetry(failed.taskId(), failed.attempt(), failed.failure());
		}
		catch (Throwable ex) {
			Failures.letThroughTroubleOfJvm(ex);
			again = false;
		}
		if (!again) {
			return Optional.empty();
		}
		Instant dueAt = this.tasks.retryTime(failed.taskId(), failed.attempt(), this.time);
		TaskRetryScheduled retry = new TaskRetryScheduled(failed.taskId(), failed.attempt() + 1, dueAt);
		this.log.decide(retry);
		return Optional.of(retry);
	}

	/**
	 * Return whether incidents are kept until later in this turn.
	 */
	boolean isHeld() {
		return this.suspended || this.codeAbsent || notBefore() != null;
	}

	boolean isSuspended() {
		return this.suspended;
	}

	boolean hasWithheld() {
		return !this.withheld.isEmpty();
	}

	/**
	 * Return when code may run at the earliest, or {@code null} if that is not to come.
	 */
	@Nullable Instant notBefore() {
		Instant startAt = (this.started != null) ? this.started.startAt() : null;
		return (startAt != null && this.time.isBefore(startAt)) ? startAt : null;
	}

	@Nullable ExecutionStarted started() {
		return this.started;
	}

	Instant time() {
		return this.time;
	}

	/**
	 * Return the activities that no outcome has come for, withheld or not.
	 */
	Collection<OpenActivity> openActivities() {
		return this.tasks.activities().stream().filter((activity) -> !isOutcomeWithheld(activity)).toList();
	}

	private boolean isOutcomeWithheld(OpenActivity activity) {
		return this.withheld.stream()
			.anyMatch((incident) -> (incident instanceof TaskCompleted completed
					&& completed.taskId() == activity.taskId() && completed.attempt() == activity.attempt())
					|| (incident instanceof TaskFailed failed && failed.taskId() == activity.taskId()
							&& failed.attempt() == activity.attempt()));
	}

	/**
	 * Return the timers that have not fired, withheld or not.
	 */
	Collection<OpenTimer> openTimers() {
		return this.tasks.timers()
			.stream()
			.filter((timer) -> !this.withheld.contains(new TimerFired(timer.taskId())))
			.toList();
	}

	/**
	 * Return the events that nobody has received yet in the order in which they came,
	 * withheld ones included.
	 */
	List<EventRaised> unreceivedEvents() {
		List<EventRaised> all = this.events.unreceived();
		for (Incident incident : this.withheld) {
			if (incident instanceof EventRaised raised) {
				all.add(raised);
			}
		}
		return all;
	}

	List<EventWait> eventWaits() {
		return this.events.waits();
	}

	/**
	 * Return how many events wait to be received, withheld incidents included.
	 * @param withCode whether there is code that receives any; otherwise those that it
	 * has received before look as if nobody had
	 */
	int buffered(boolean withCode) {
		return this.withheld.size() + (withCode ? this.events.size() : 0);
	}

}
