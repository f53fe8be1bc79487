package dev.durable.engine.code;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Predicate;

import dev.durable.RuntimeStatus;
import dev.durable.TraceContext;
import dev.durable.history.ContinuedAsNew;
import dev.durable.history.Decision;
import dev.durable.history.EventRaised;
import dev.durable.history.ExecutionCompleted;
import dev.durable.history.ExecutionStarted;
import dev.durable.history.ExecutionTerminated;
import dev.durable.history.Incident;
import dev.durable.observation.ObservedTask;
import dev.durable.observation.TraceContextBridge;
import org.jspecify.annotations.Nullable;

/**
 * One generation of an instance as a state machine: incidents go in, decisions come out,
 * turn by turn. The same incidents in the same turns lead to the same decisions, which is
 * what makes replay work; nothing in here reads a clock, a database or anything else.
 * <p>
 * Not thread-safe. It belongs to the engine between {@link #end()} and
 * {@link #resumeCode()}, and to the orchestrator's thread from there until that thread
 * calls its {@link TurnDriver}.
 */
public final class Execution {

	private final ExecutionInfo info;

	private final ExecutionEnvironment environment;

	private final @Nullable OrchestratorCode definition;

	private final DecisionLog log = new DecisionLog();

	private final OpenTasks tasks;

	private final IncidentIntake intake;

	private final RewindPassage rewind;

	private final OrchestratorCalls calls;

	private final CodeThread thread;

	private @Nullable DurableTask<?> awaited;

	private @Nullable Decision ending;

	private @Nullable String nonDeterminism;

	private @Nullable Throwable accident;

	private boolean codeStarted;

	/**
	 * Create an execution.
	 * @param info which run of which instance it is
	 * @param definition the code, or {@code null} to follow the instance without running
	 * any
	 * @param environment what it needs from its node
	 * @param driver decides what comes after the code has blocked or ended
	 */
	public Execution(ExecutionInfo info, @Nullable OrchestratorCode definition, ExecutionEnvironment environment,
			TurnDriver driver) {
		this.info = info;
		this.definition = definition;
		this.environment = environment;
		this.tasks = new OpenTasks(environment.converter());
		EventBuffer events = new EventBuffer();
		this.intake = new IncidentIntake(this.log, this.tasks, events);
		this.rewind = new RewindPassage(this.log, this.tasks, this.intake);
		this.calls = new OrchestratorCalls(this, environment, this.log, this.tasks, events);
		this.thread = new CodeThread(environment.threads(), "durable-" + info.instanceId(), this::runCode,
				new RewindingDriver(driver, this::goOnAfterRewind));
	}

	/**
	 * Begin a turn that runs for the first time.
	 * @param turn its number
	 * @param time its time
	 * @param incidents what it consumes
	 */
	public void begin(int turn, Instant time, List<? extends Incident> incidents) {
		this.rewind.beginTurn();
		this.log.record(turn);
		apply(time, incidents);
	}

	/**
	 * Begin a turn that is in history.
	 * @param turn its number
	 * @param time its time
	 * @param incidents what it consumed
	 * @param recorded what it decided
	 */
	public void replay(int turn, Instant time, List<? extends Incident> incidents, List<Decision> recorded) {
		this.log.replay(turn, recorded);
		apply(time, incidents);
	}

	/**
	 * Take back what the code has done since a turn, all of which was left out in replay.
	 * The next turn that runs with code begins there.
	 * @param rewinding what happens again in that turn
	 */
	public void rewind(Rewinding rewinding) {
		this.rewind.prepare(rewinding);
		this.calls.numberAfter(rewinding.lastTask());
		this.tasks.takeBack();
	}

	private void apply(Instant time, List<? extends Incident> incidents) {
		this.tasks.beginTurn(time);
		this.calls.beginTurn();
		PendingRewind pending = this.rewind.pending();
		if (pending != null) {
			pending.beginTurn(time, incidents);
			take(incidents, pending::accept);
			this.rewind.keepDecisions();
			goThroughRewind();
			return;
		}
		this.intake.beginTurn(time, incidents);
		take(incidents, this.intake::accept);
		this.intake.allAccepted();
	}

	private void take(List<? extends Incident> incidents, Consumer<Incident> taker) {
		for (Incident incident : incidents) {
			if (this.ending != null) {
				break;
			}
			if (incident instanceof ExecutionTerminated terminated) {
				finish(new ExecutionCompleted(RuntimeStatus.TERMINATED,
						this.environment.converter().toJson(terminated.reason()), null));
			}
			else {
				taker.accept(incident);
			}
		}
	}

	/**
	 * Let things happen again that happened before the rewind, until the code can go on.
	 */
	private void goThroughRewind() {
		while (this.ending == null && this.rewind.goOn()) {
			if (wantsCode()) {
				return;
			}
		}
	}

	private boolean goOnAfterRewind() {
		goThroughRewind();
		return wantsCode();
	}

	/**
	 * Return whether the code can go on after the incidents of this turn.
	 * @return whether to call {@link #resumeCode()}
	 */
	public boolean wantsCode() {
		if (this.definition == null || this.ending != null || this.intake.isHeld() || this.nonDeterminism != null) {
			return false;
		}
		PendingRewind pending = this.rewind.pending();
		if (pending != null && pending.isHeld()) {
			return false;
		}
		return !this.codeStarted || isAwaitedFinished();
	}

	/**
	 * Let the code run on its thread until it blocks or ends. The execution belongs to
	 * that thread until then.
	 */
	public void resumeCode() {
		this.codeStarted = true;
		this.thread.resume();
	}

	/**
	 * End the code's thread, if there is one. The execution is of no use afterwards.
	 */
	public void unwind() {
		this.thread.unwind();
	}

	/**
	 * End a turn.
	 * @return the decisions of the turn, in order
	 */
	public List<Decision> end() {
		return this.log.decisions();
	}

	/**
	 * Choose, at the end of a turn that runs for the first time, which of the attempts
	 * that it has scheduled are handed over to whichever node has a free worker. The
	 * choice is part of the decisions from then on.
	 * @param choice decides which
	 * @return the attempts that are handed over
	 */
	public List<OpenActivity> handOver(Predicate<OpenActivity> choice) {
		if (this.ending != null) {
			return List.of();
		}
		List<OpenActivity> handedOver = new ArrayList<>();
		this.log.handOver((decision) -> {
			OpenActivity scheduled = this.tasks.scheduledBy(decision);
			if (scheduled == null || !choice.test(scheduled)) {
				return false;
			}
			this.tasks.handOver(scheduled.taskId());
			handedOver.add(scheduled);
			return true;
		});
		return handedOver;
	}

	/**
	 * Return what does not fit between code and history, if anything does not. To be
	 * asked after each replayed turn.
	 * @return expected and actual decision side by side
	 */
	public Optional<String> nonDeterminism() {
		if (this.nonDeterminism != null) {
			return Optional.of(this.nonDeterminism);
		}
		return (this.definition != null) ? this.log.missingDecision() : Optional.empty();
	}

	/**
	 * Return how the execution began.
	 * @return its beginning, or {@code null} before that
	 */
	public @Nullable ExecutionStarted started() {
		return this.intake.started();
	}

	/**
	 * Return how the execution ended.
	 * @return {@link ExecutionCompleted} or {@link ContinuedAsNew}, or {@code null} while
	 * it goes on
	 */
	public @Nullable Decision ending() {
		return this.ending;
	}

	/**
	 * Return what has ended the code's thread although the code itself has neither ended
	 * nor failed. To be asked on that thread when it ends.
	 * @return what was thrown outside the code, or {@code null}
	 */
	public @Nullable Throwable accident() {
		return this.accident;
	}

	/**
	 * Return the tasks that have come to their end in this turn.
	 * @return the tasks
	 */
	public List<ObservedTask> endedTasks() {
		return this.tasks.ended();
	}

	/**
	 * Return the calls that have no outcome, which they will never have once this has
	 * ended.
	 * @return the tasks
	 */
	public List<ObservedTask> abandonedTasks() {
		return this.tasks.abandoned();
	}

	/**
	 * Return the trace contexts of the events that were delivered, the first of them.
	 * @return the trace contexts of their senders
	 */
	public List<TraceContext> eventTraces() {
		return this.intake.eventTraces();
	}

	/**
	 * Return the activities that have no outcome yet.
	 * @return the open attempts
	 */
	public Collection<OpenActivity> openActivities() {
		return this.rewind.isPending() ? List.of() : this.intake.openActivities();
	}

	/**
	 * Return whether there is something that was kept and need not be any longer, or what
	 * the code waits for came in a turn in which it could not run.
	 * @return whether a turn has something to do although nothing new has come
	 */
	public boolean hasReleasable() {
		PendingRewind pending = this.rewind.pending();
		boolean something = (pending != null) ? !pending.isSuspended()
				: !this.intake.isSuspended() && (this.intake.hasWithheld() || isAwaitedFinished());
		return this.definition != null && this.ending == null && something;
	}

	private boolean isAwaitedFinished() {
		return this.awaited != null && this.awaited.isFinished();
	}

	/**
	 * Return one attempt of an activity.
	 * @param taskId the number of the task
	 * @param attempt the attempt
	 * @return the attempt if it is open, or {@code null}
	 */
	public @Nullable OpenActivity openActivity(int taskId, int attempt) {
		return this.tasks.activity(taskId, attempt);
	}

	/**
	 * Return the timers that have not fired.
	 * @return the open timers
	 */
	public Collection<OpenTimer> openTimers() {
		return this.rewind.isPending() ? List.of() : this.intake.openTimers();
	}

	/**
	 * Return the timers that nobody waits for any more since this was last asked.
	 * @return the numbers of their tasks
	 */
	public List<Integer> takeClosedTimers() {
		return this.tasks.takeClosedTimers();
	}

	/**
	 * Return the events that nobody has received yet, withheld ones included.
	 * @return the events in the order in which they came
	 */
	public List<EventRaised> unreceivedEvents() {
		List<EventRaised> events = this.intake.unreceivedEvents();
		PendingRewind pending = this.rewind.pending();
		if (pending != null) {
			events.addAll(pending.events());
		}
		return events;
	}

	/**
	 * Return how many events wait to be received, as far as is known.
	 * @return the number, withheld incidents included; without code these are all that is
	 * known
	 */
	public int bufferedEvents() {
		PendingRewind pending = this.rewind.pending();
		return this.intake.buffered(this.definition != null) + ((pending != null) ? pending.since().size() : 0);
	}

	/**
	 * Return whether the instance is held.
	 * @return whether it is suspended
	 */
	public boolean isSuspended() {
		PendingRewind pending = this.rewind.pending();
		return (pending != null) ? pending.isSuspended() : this.intake.isSuspended();
	}

	/**
	 * Return when code may run at the earliest.
	 * @return the time if it is still to come, or {@code null}
	 */
	public @Nullable Instant notBefore() {
		return this.rewind.isPending() ? null : this.intake.notBefore();
	}

	/**
	 * Return whether the code has gone through a rewind in this turn, so that all that is
	 * open has to be begun, whichever turn decided it.
	 * @return whether effects are those of the execution, not of the turn
	 */
	public boolean isRewound() {
		return this.rewind.isPassed();
	}

	/**
	 * Return whether the code has begun.
	 * @return whether anything of the code has run
	 */
	public boolean isCodeStarted() {
		return this.codeStarted;
	}

	/**
	 * Return what the code cannot go on without. To be asked on the code's own thread
	 * when it blocks, or after that.
	 * @return the tasks, or {@code null} if the code does not wait
	 */
	public @Nullable AwaitedTasks awaited() {
		DurableTask<?> task = this.awaited;
		return (!this.rewind.isPending() && task != null && !task.isFinished()) ? AwaitedTasks.of(task) : null;
	}

	/**
	 * Return whether the code waits for the outcome of one task and for nothing else, so
	 * that it cannot go on before that is there.
	 * @param taskId the number of the task
	 * @return whether it waits for that
	 */
	public boolean awaitsOnly(int taskId) {
		DurableTask<?> task = this.awaited;
		return !this.rewind.isPending() && task != null && this.tasks.isOutcomeOf(taskId, task);
	}

	/**
	 * Have something done on the thread of the code, which waits for the outcome of it
	 * and for nothing else.
	 * @param work what to do, which must not throw anything
	 * @return whether it is done there; otherwise it is to be done elsewhere
	 */
	public boolean lend(Runnable work) {
		return this.thread.lend(work);
	}

	/**
	 * Return the events that the code has begun to wait for, awaited at the moment or
	 * not.
	 * @return the events
	 */
	public List<EventWait> eventWaits() {
		return this.rewind.isPending() ? List.of() : this.intake.eventWaits();
	}

	/**
	 * Return after how many attempts an open activity fails for good.
	 * @param taskId the number of the task
	 * @return the number, or 0 if it is not open
	 */
	public int maxAttempts(int taskId) {
		return this.tasks.maxAttempts(taskId);
	}

	/**
	 * Return the thread of the code, for those who want to know where it is.
	 * @return the thread, or {@code null} before it has begun. Any thread may ask
	 */
	public @Nullable Thread codeThread() {
		return this.thread.thread();
	}

	/**
	 * Return the custom status.
	 * @return the custom status as JSON, or {@code null}
	 */
	public @Nullable String customStatus() {
		return this.calls.customStatus();
	}

	/**
	 * Set the custom status that the store has, when the execution is new in memory.
	 * @param customStatus the custom status as JSON, or {@code null}
	 */
	public void customStatusIs(@Nullable String customStatus) {
		this.calls.customStatusIs(customStatus);
	}

	/**
	 * Return whether the code has set a custom status since this was last asked.
	 * @return whether it has to be written
	 */
	public boolean takeCustomStatusChange() {
		return this.calls.takeCustomStatusChange();
	}

	private void finish(Decision decision) {
		if (this.ending == null) {
			this.ending = logged(decision);
		}
	}

	Decision logged(Decision decision) {
		try {
			return this.log.decide(decision);
		}
		catch (NonDeterminism ex) {
			this.nonDeterminism = ex.getMessage();
			throw ex;
		}
	}

	// What follows runs on the orchestrator's thread.

	@SuppressWarnings("try")
	private void runCode() {
		try (TraceContextBridge.Scope scope = this.environment.traceContext()
			.makeCurrent(this.info.trace(), this.info.instanceId())) {
			runToTheEnd();
		}
		catch (NonDeterminism ex) {
			this.nonDeterminism = ex.getMessage();
		}
		catch (Throwable ex) {
			// if it is unwound, the instance has left memory, and nobody asks for this
			this.accident = ex;
		}
	}

	private void runToTheEnd() {
		OrchestratorCode code = this.definition;
		ExecutionStarted start = this.intake.started();
		if (code == null || start == null) {
			throw new IllegalStateException("There is no code to run");
		}
		ExecutionCompleted completion;
		RunningCode.becomes(this);
		try {
			Object input = this.environment.converter().fromJson(start.input(), code.inputType());
			Object output = code.run(new ExecutionContext(this), input);
			completion = new ExecutionCompleted(RuntimeStatus.COMPLETED, this.calls.output(output), null);
		}
		catch (OrchestratorUnwound | NonDeterminism ex) {
			throw ex;
		}
		catch (Throwable ex) {
			Failures.letThroughTroubleOfJvm(ex);
			completion = new ExecutionCompleted(RuntimeStatus.FAILED, null, Failures.of(ex), Failures.tasks(ex));
		}
		finally {
			RunningCode.becomes(null);
		}
		requireRunning();
		ContinuedAsNew next = this.calls.continuation();
		finish((next != null && completion.status() == RuntimeStatus.COMPLETED) ? next : completion);
	}

	ExecutionInfo info() {
		return this.info;
	}

	Instant time() {
		return this.intake.time();
	}

	/**
	 * Return how many rewinds there had been when this was the present.
	 */
	int rewinds() {
		return this.rewind.rewinds();
	}

	/**
	 * The code has begun a task.
	 */
	void begun(int taskId) {
		this.intake.begun(taskId);
	}

	boolean isReplaying() {
		return this.log.isReplaying();
	}

	void requireCodeThread() {
		if (!this.thread.isCurrent()) {
			throw new IllegalStateException("The context and the tasks of orchestration instance '"
					+ this.info.instanceId() + "' can be used on the orchestrator's own thread only");
		}
	}

	void requireRunning() {
		requireCodeThread();
		if (this.thread.isUnwinding()) {
			throw new OrchestratorUnwound();
		}
		if (this.nonDeterminism != null) {
			throw new NonDeterminism(this.nonDeterminism);
		}
	}

	void awaitDone(DurableTask<?> task) {
		requireRunning();
		this.awaited = task;
		while (!task.isFinished()) {
			block();
		}
		this.awaited = null;
		requireRunning();
	}

	private void block() {
		Execution code = RunningCode.becomes(null);
		try {
			this.thread.block();
		}
		finally {
			RunningCode.becomes(code);
		}
	}

	/**
	 * Return what the code can ask for.
	 */
	OrchestratorCalls calls() {
		return this.calls;
	}

}
