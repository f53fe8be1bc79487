package dev.durable.engine.code;

import java.lang.reflect.Type;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import dev.durable.EventTimeoutException;
import dev.durable.FailureDetails;
import dev.durable.RetryPolicy;
import dev.durable.TaskFailedException;
import dev.durable.observation.ObservedTask;
import dev.durable.serialization.DataConversionException;
import dev.durable.serialization.DataConverter;
import org.jspecify.annotations.Nullable;

/**
 * The tasks of an execution that have no outcome yet, by their numbers. An outcome of a
 * task that is not open is dropped.
 */
final class OpenTasks {

	private final DataConverter converter;

	private final Map<Integer, Call> calls = new LinkedHashMap<>();

	private final Map<Integer, Timer> timers = new LinkedHashMap<>();

	private List<Integer> closedTimers = new ArrayList<>();

	private List<ObservedTask> ended = List.of();

	private Instant time = Instant.EPOCH;

	OpenTasks(DataConverter converter) {
		this.converter = converter;
	}

	void beginTurn(Instant time) {
		this.time = time;
		this.ended = List.of();
	}

	/**
	 * Return what has come to its end in this turn.
	 */
	List<ObservedTask> ended() {
		return this.ended;
	}

	private void end(ObservedTask task) {
		this.ended = this.ended.isEmpty() ? new ArrayList<>(2) : this.ended;
		this.ended.add(task);
	}

	void addActivity(int taskId, String name, @Nullable String input, Type resultType, RetryPolicy policy,
			DurableTask<Object> task) {
		this.calls.put(taskId, new Call(name, resultType, task, policy, new OpenActivity(taskId, 1, name, input, null),
				null, this.time));
	}

	void addChild(int taskId, String name, String instanceId, Type resultType, DurableTask<Object> task) {
		this.calls.put(taskId, new Call(name, resultType, task, RetryPolicy.none(), null, instanceId, this.time));
	}

	void addTimer(int taskId, Instant fireAt, Runnable fired) {
		this.timers.put(taskId, new Timer(new OpenTimer(taskId, fireAt), fired, this.time));
	}

	void closeTimer(int taskId) {
		if (this.timers.remove(taskId) != null) {
			this.closedTimers.add(taskId);
		}
	}

	List<Integer> takeClosedTimers() {
		List<Integer> closed = this.closedTimers;
		this.closedTimers = closed.isEmpty() ? closed : new ArrayList<>();
		return closed;
	}

	void fire(int taskId) {
		Timer timer = this.timers.remove(taskId);
		if (timer != null) {
			end(new ObservedTask(ObservedTask.Kind.TIMER, taskId, "", null, timer.begin, timer.timer.fireAt(), null));
			timer.fired.run();
		}
	}

	/**
	 * Return the open attempt of an activity, or {@code null} if that attempt is not
	 * open.
	 */
	@Nullable OpenActivity activity(int taskId, int attempt) {
		Call call = this.calls.get(taskId);
		OpenActivity activity = (call != null) ? call.activity : null;
		return (activity != null && activity.attempt() == attempt) ? activity : null;
	}

	boolean allowsRetry(int taskId, int attempt, FailureDetails failure) {
		Call call = this.calls.get(taskId);
		return call != null && call.policy.allowsRetry(attempt, failure);
	}

	Instant retryTime(int taskId, int attempt, Instant failedAt) {
		Call call = this.calls.get(taskId);
		return (call != null) ? failedAt.plus(call.policy.intervalAfter(attempt)) : failedAt;
	}

	void retry(int taskId, int attempt, Instant dueAt) {
		this.calls.computeIfPresent(taskId, (id, call) -> call.nextAttempt(attempt, dueAt));
	}

	void complete(int taskId, @Nullable String result) {
		Call call = this.calls.remove(taskId);
		if (call == null) {
			return;
		}
		end(call.ended(taskId, null));
		try {
			call.task.complete(this.converter.fromJson(result, call.resultType));
		}
		catch (RuntimeException | LinkageError | StackOverflowError ex) {
			call.task.fail(new DataConversionException(
					"The result of '" + call.name + "' (#" + taskId + ") does not fit: " + ex.getMessage(), ex));
		}
	}

	void fail(int taskId, FailureDetails failure) {
		Call call = this.calls.remove(taskId);
		if (call != null) {
			end(call.ended(taskId, failure));
			call.task.fail(new TaskFailedException(taskId, call.name, failure));
		}
	}

	Collection<OpenActivity> activities() {
		return this.calls.values().stream().map(Call::activity).filter((activity) -> activity != null).toList();
	}

	Collection<OpenTimer> timers() {
		return this.timers.values().stream().map(Timer::timer).toList();
	}

	static Runnable timeout(DurableTask<?> task, EventTimeoutException timeout, Runnable stopWaiting) {
		return () -> {
			stopWaiting.run();
			task.fail(timeout);
		};
	}

	/**
	 * An open activity or child.
	 */
	private record Call(String name, Type resultType, DurableTask<Object> task, RetryPolicy policy,
			@Nullable OpenActivity activity, @Nullable String childInstanceId, Instant begin) {

		Call nextAttempt(int attempt, Instant dueAt) {
			OpenActivity last = this.activity;
			return (last != null) ? new Call(this.name, this.resultType, this.task, this.policy,
					new OpenActivity(last.taskId(), attempt, last.name(), last.input(), dueAt), this.childInstanceId,
					this.begin) : this;
		}

		ObservedTask ended(int taskId, @Nullable FailureDetails failure) {
			return new ObservedTask(
					(this.activity != null) ? ObservedTask.Kind.ACTIVITY : ObservedTask.Kind.SUB_ORCHESTRATION, taskId,
					this.name, this.childInstanceId, this.begin, null, failure);
		}

	}

	/**
	 * An open timer.
	 */
	private record Timer(OpenTimer timer, Runnable fired, Instant begin) {

	}

}
