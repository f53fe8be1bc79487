package dev.durable.engine.code;

import java.lang.reflect.Type;
import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
import java.util.function.Predicate;

import dev.durable.ActivityOptions;
import dev.durable.EventTimeoutException;
import dev.durable.LimitExceededException;
import dev.durable.SubOrchestrationOptions;
import dev.durable.history.CallRefused;
import dev.durable.history.ContinuedAsNew;
import dev.durable.history.Decision;
import dev.durable.history.SubOrchestrationCreated;
import dev.durable.history.TaskScheduled;
import dev.durable.history.TimerCreated;
import dev.durable.serialization.DataConversionException;
import org.jspecify.annotations.Nullable;

/**
 * What an orchestrator's code can ask for, turned into tasks and decisions. Used on the
 * orchestrator's own thread.
 */
final class OrchestratorCalls {

	private final Execution execution;

	private final ExecutionEnvironment environment;

	private final DecisionLog log;

	private final OpenTasks tasks;

	private final EventBuffer events;

	private @Nullable ContinuedAsNew continuation;

	private @Nullable String customStatus;

	private boolean customStatusChanged;

	private int taskCounter;

	private int valueCounter;

	private int turnSize;

	OrchestratorCalls(Execution execution, ExecutionEnvironment environment, DecisionLog log, OpenTasks tasks,
			EventBuffer events) {
		this.execution = execution;
		this.environment = environment;
		this.log = log;
		this.tasks = tasks;
		this.events = events;
	}

	void beginTurn() {
		this.turnSize = 0;
	}

	@Nullable ContinuedAsNew continuation() {
		return this.continuation;
	}

	@Nullable String customStatus() {
		return this.customStatus;
	}

	void customStatusIs(@Nullable String status) {
		this.customStatus = status;
		this.customStatusChanged = false;
	}

	boolean takeCustomStatusChange() {
		boolean changed = this.customStatusChanged;
		this.customStatusChanged = false;
		return changed;
	}

	@Nullable String output(@Nullable Object value) {
		return payload("The output", value);
	}

	<T> DurableTask<T> newTask() {
		this.execution.requireRunning();
		return new DurableTask<>(this.execution);
	}

	DurableTask<Object> callActivity(String name, @Nullable Object input, Type resultType, ActivityOptions options) {
		this.execution.requireRunning();
		Names.require("activity", name);
		String json = this.environment.converter().toJson(input);
		int taskId = number(EarlierDecisions.activity(name, json));
		requireSize("The input of activity '" + name + "'", json, taskId);
		boolean handedOver = decide(new TaskScheduled(taskId, name, json), json) instanceof TaskScheduled recorded
				&& recorded.handedOver();
		DurableTask<Object> task = new DurableTask<>(this.execution);
		task.comesFrom(new TaskOrigin.Numbered(taskId));
		this.tasks.addActivity(new OpenActivity(taskId, 1, name, json, null, handedOver), resultType,
				options.retryPolicy(), task);
		this.execution.begun(taskId);
		return task;
	}

	DurableTask<Object> callSubOrchestration(String name, @Nullable Object input, Type resultType,
			SubOrchestrationOptions options) {
		this.execution.requireRunning();
		Names.requireInPath("orchestrator", name);
		String json = this.environment.converter().toJson(input);
		int taskId = number((earlier) -> earlier instanceof SubOrchestrationCreated created
				&& created.name().equals(name) && Objects.equals(created.input(), json)
				&& created.instanceId().equals(childId(options, created.taskId())));
		requireSize("The input of sub-orchestration '" + name + "'", json, taskId);
		String childId = childId(options, taskId);
		Names.requireInstanceId(childId);
		String version = (options.version() != null) ? options.version() : this.environment.versions().apply(name);
		decide(new SubOrchestrationCreated(taskId, name, (version != null) ? version : "", childId, json), json);
		DurableTask<Object> task = new DurableTask<>(this.execution);
		task.comesFrom(new TaskOrigin.Numbered(taskId));
		this.tasks.addChild(taskId, name, childId, resultType, task);
		this.execution.begun(taskId);
		return task;
	}

	private String childId(SubOrchestrationOptions options, int taskId) {
		if (options.instanceId() != null) {
			return options.instanceId();
		}
		return NameBasedUuid
			.of("child:" + this.execution.info().id() + ":" + this.execution.info().generation() + ":" + taskId)
			.toString();
	}

	/**
	 * Return the number of the next task: one that it had before a rewind, or a new one.
	 */
	private int number(Predicate<Decision> same) {
		int kept = this.log.keptTask(same);
		return (kept > 0) ? kept : ++this.taskCounter;
	}

	/**
	 * Give no number again that a task has had, also one that was abandoned.
	 */
	void numberAfter(int lastTask) {
		this.taskCounter = lastTask;
	}

	DurableTask<@Nullable Void> createTimer(Duration delay) {
		this.execution.requireRunning();
		return createTimer(after(delay));
	}

	/**
	 * Return a time that can be represented, however long the delay is.
	 */
	private Instant after(Duration delay) {
		Instant now = this.execution.time();
		if (delay.isNegative()) {
			return now;
		}
		return (delay.compareTo(Duration.between(now, LatestTime.NEVER)) < 0) ? now.plus(delay) : LatestTime.NEVER;
	}

	DurableTask<@Nullable Void> createTimer(Instant requested) {
		this.execution.requireRunning();
		Instant fireAt = requested.isAfter(LatestTime.NEVER) ? LatestTime.NEVER : requested;
		DurableTask<@Nullable Void> task = new DurableTask<>(this.execution);
		int taskId = startTimer(fireAt, () -> task.complete(null));
		task.comesFrom(new TaskOrigin.Numbered(taskId));
		return task;
	}

	private int startTimer(Instant fireAt, Runnable fired) {
		int taskId = number((earlier) -> earlier instanceof TimerCreated created && created.fireAt().equals(fireAt));
		if (decide(new TimerCreated(taskId, fireAt), null) instanceof TimerCreated created) {
			this.tasks.addTimer(taskId, created.fireAt(), fired);
			this.execution.begun(taskId);
		}
		return taskId;
	}

	DurableTask<Object> waitForEvent(String name, Type type, @Nullable Duration timeout) {
		this.execution.requireRunning();
		Names.requireInPath("event", name);
		Instant limit = (timeout != null) ? after(timeout) : null;
		DurableTask<Object> task = new DurableTask<>(this.execution);
		EventWaiter waiter = new EventWaiter(name, this.execution.time(), (payload, timer) -> {
			this.tasks.closeTimer(timer);
			try {
				task.complete(this.environment.converter().fromJson(payload, type));
			}
			catch (Throwable ex) {
				Failures.letThroughTroubleOfJvm(ex);
				task.fail(new DataConversionException(
						"The payload of event '" + name + "' does not fit: " + Failures.message(ex), ex));
			}
		});
		task.comesFrom(new TaskOrigin.Event(waiter));
		if (this.events.receive(waiter) && timeout != null && limit != null) {
			try {
				waiter.limitBy(startTimer(limit, OpenTasks.timeout(task, new EventTimeoutException(name, timeout),
						() -> this.events.withdraw(waiter))));
			}
			catch (IllegalArgumentException ex) {
				this.events.withdraw(waiter);
				throw ex;
			}
		}
		return task;
	}

	void setCustomStatus(@Nullable Object status) {
		this.execution.requireRunning();
		String json = value("The custom status", status);
		if (!this.log.isReplaying()) {
			this.customStatus = json;
			this.customStatusChanged = true;
		}
	}

	void continueAsNew(@Nullable Object input) {
		this.execution.requireRunning();
		this.continuation = new ContinuedAsNew(value("The next input", input));
	}

	/**
	 * Take a decision, or refuse it if the turn has become too large.
	 */
	private Decision decide(Decision decision, @Nullable String payload) {
		if (this.log.isKept(EarlierDecisions.taskId(decision))) {
			return this.execution.logged(decision);
		}
		this.turnSize += 64 + ((payload != null) ? payload.length() : 0);
		if (!this.log.isReplaying() && this.turnSize > this.environment.maxTurnSize()) {
			throw refuse(this.taskCounter,
					new LimitExceededException("One turn of the orchestrator", this.turnSize + " characters",
							this.environment.maxTurnSize() + " characters", "durable.limits.max-turn-size"));
		}
		Decision recorded = this.execution.logged(decision);
		if (recorded instanceof CallRefused refused) {
			throw new IllegalArgumentException(refused.message());
		}
		return recorded;
	}

	private IllegalArgumentException refuse(int taskId, LimitExceededException limit) {
		String message = String.valueOf(limit.getMessage());
		this.log.decide(new CallRefused(taskId, message));
		return new IllegalArgumentException(message);
	}

	/**
	 * Convert what is no input of a task. The code may go on after a refusal, so that has
	 * to be recorded too, under a number below those of tasks.
	 */
	private @Nullable String value(String what, @Nullable Object value) {
		int number = -(++this.valueCounter);
		String json = payload(what, value, number);
		this.log.recordedRefusal(number).ifPresent((refused) -> {
			throw new IllegalArgumentException(refused.message());
		});
		return json;
	}

	private @Nullable String payload(String what, @Nullable Object value, int taskId) {
		String json = this.environment.converter().toJson(value);
		requireSize(what, json, taskId);
		return json;
	}

	private void requireSize(String what, @Nullable String json, int taskId) {
		boolean accepted = this.log.isReplaying() || this.log.isKept(taskId);
		if (!accepted && json != null && json.length() > this.environment.maxPayloadSize()) {
			throw refuse(taskId, tooLarge(what, json));
		}
	}

	private @Nullable String payload(String what, @Nullable Object value) {
		String json = this.environment.converter().toJson(value);
		if (!this.log.isReplaying() && json != null && json.length() > this.environment.maxPayloadSize()) {
			throw tooLarge(what, json);
		}
		return json;
	}

	private LimitExceededException tooLarge(String what, String json) {
		return new LimitExceededException(what, json.length() + " characters",
				this.environment.maxPayloadSize() + " characters", "durable.limits.max-payload-size");
	}

}
