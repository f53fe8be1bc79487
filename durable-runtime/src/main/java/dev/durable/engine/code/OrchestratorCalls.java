package dev.durable.engine.code;

import java.lang.reflect.Type;
import java.time.Duration;
import java.time.Instant;
import java.util.function.Consumer;

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
		int taskId = ++this.taskCounter;
		String json = payload("The input of activity '" + name + "'", input, taskId);
		boolean handedOver = decide(new TaskScheduled(taskId, name, json), json) instanceof TaskScheduled recorded
				&& recorded.handedOver();
		DurableTask<Object> task = new DurableTask<>(this.execution);
		this.tasks.addActivity(new OpenActivity(taskId, 1, name, json, null, handedOver), resultType,
				options.retryPolicy(), task);
		return task;
	}

	DurableTask<Object> callSubOrchestration(String name, @Nullable Object input, Type resultType,
			SubOrchestrationOptions options) {
		this.execution.requireRunning();
		Names.require("orchestrator", name);
		int taskId = ++this.taskCounter;
		String json = payload("The input of sub-orchestration '" + name + "'", input, taskId);
		String childId = options.instanceId();
		if (childId == null) {
			childId = NameBasedUuid
				.of("child:" + this.execution.info().id() + ":" + this.execution.info().generation() + ":" + taskId)
				.toString();
		}
		Names.requireInstanceId(childId);
		String version = (options.version() != null) ? options.version() : this.environment.versions().apply(name);
		decide(new SubOrchestrationCreated(taskId, name, (version != null) ? version : "", childId, json), json);
		DurableTask<Object> task = new DurableTask<>(this.execution);
		this.tasks.addChild(taskId, name, childId, resultType, task);
		return task;
	}

	DurableTask<@Nullable Void> createTimer(Instant fireAt) {
		this.execution.requireRunning();
		DurableTask<@Nullable Void> task = new DurableTask<>(this.execution);
		startTimer(fireAt, () -> task.complete(null));
		return task;
	}

	private int startTimer(Instant fireAt, Runnable fired) {
		int taskId = ++this.taskCounter;
		if (decide(new TimerCreated(taskId, fireAt), null) instanceof TimerCreated created) {
			this.tasks.addTimer(taskId, created.fireAt(), fired);
		}
		return taskId;
	}

	DurableTask<Object> waitForEvent(String name, Type type, @Nullable Duration timeout) {
		this.execution.requireRunning();
		Names.require("event", name);
		DurableTask<Object> task = new DurableTask<>(this.execution);
		int[] timer = { 0 };
		Consumer<@Nullable String> receiver = (payload) -> {
			this.tasks.closeTimer(timer[0]);
			try {
				task.complete(this.environment.converter().fromJson(payload, type));
			}
			catch (RuntimeException | LinkageError | StackOverflowError ex) {
				task.fail(new DataConversionException(
						"The payload of event '" + name + "' does not fit: " + ex.getMessage(), ex));
			}
		};
		Runnable stopWaiting = this.events.receive(name, receiver);
		if (stopWaiting != null && timeout != null) {
			try {
				timer[0] = startTimer(this.execution.time().plus(timeout),
						OpenTasks.timeout(task, new EventTimeoutException(name, timeout), stopWaiting));
			}
			catch (IllegalArgumentException ex) {
				stopWaiting.run();
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
		if (!this.log.isReplaying() && json != null && json.length() > this.environment.maxPayloadSize()) {
			throw refuse(taskId, tooLarge(what, json));
		}
		return json;
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
