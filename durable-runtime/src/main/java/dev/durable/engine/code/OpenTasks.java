package dev.durable.engine.code;

import java.lang.reflect.Type;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import dev.durable.EventTimeoutException;
import dev.durable.FailureDetails;
import dev.durable.RetryPolicy;
import dev.durable.TaskFailedException;
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

	private final Map<Integer, Integer> earlierAttempts = new HashMap<>();

	private List<Integer> closedTimers = new ArrayList<>();

	OpenTasks(DataConverter converter) {
		this.converter = converter;
	}

	void addActivity(int taskId, String name, @Nullable String input, Type resultType, RetryPolicy policy,
			DurableTask<Object> task) {
		this.calls.put(taskId,
				new Call(name, resultType, task, policy, new OpenActivity(taskId, 1, name, input, null)));
	}

	void addChild(int taskId, String name, Type resultType, DurableTask<Object> task) {
		this.calls.put(taskId, new Call(name, resultType, task, RetryPolicy.none(), null));
	}

	void addTimer(int taskId, Instant fireAt, Runnable fired) {
		this.timers.put(taskId, new Timer(new OpenTimer(taskId, fireAt), fired));
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
		return call != null && call.policy.allowsRetry(inSeries(taskId, attempt), failure);
	}

	Instant retryTime(int taskId, int attempt, Instant failedAt) {
		Call call = this.calls.get(taskId);
		return (call != null) ? failedAt.plus(call.policy.intervalAfter(inSeries(taskId, attempt))) : failedAt;
	}

	/**
	 * Begin a new series of attempts after a number of attempts that do not count.
	 */
	void beginSeries(int taskId, int attempts) {
		this.earlierAttempts.put(taskId, attempts);
	}

	private int inSeries(int taskId, int attempt) {
		return attempt - this.earlierAttempts.getOrDefault(taskId, 0);
	}

	/**
	 * Return whether a task has begun and has no outcome yet.
	 */
	boolean isOpen(int taskId) {
		return this.calls.containsKey(taskId) || this.timers.containsKey(taskId);
	}

	void retry(int taskId, int attempt, Instant dueAt) {
		this.calls.computeIfPresent(taskId, (id, call) -> call.nextAttempt(attempt, dueAt));
	}

	void complete(int taskId, @Nullable String result) {
		Call call = this.calls.remove(taskId);
		if (call == null) {
			return;
		}
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
			@Nullable OpenActivity activity) {

		Call nextAttempt(int attempt, Instant dueAt) {
			OpenActivity last = this.activity;
			return (last != null) ? new Call(this.name, this.resultType, this.task, this.policy,
					new OpenActivity(last.taskId(), attempt, last.name(), last.input(), dueAt)) : this;
		}

	}

	/**
	 * An open timer.
	 */
	private record Timer(OpenTimer timer, Runnable fired) {

	}

}
