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
import dev.durable.history.Decision;
import dev.durable.history.TaskRetryScheduled;
import dev.durable.history.TaskScheduled;
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

	private final Map<Integer, Integer> earlierAttempts = new HashMap<>();

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

	/**
	 * Return the calls without outcome, of an execution that has come to its end.
	 */
	List<ObservedTask> abandoned() {
		List<ObservedTask> abandoned = new ArrayList<>(this.calls.size());
		this.calls.forEach((taskId, call) -> abandoned.add(call.abandoned(taskId)));
		return abandoned;
	}

	private void end(ObservedTask task) {
		this.ended = this.ended.isEmpty() ? new ArrayList<>(2) : this.ended;
		this.ended.add(task);
	}

	void addActivity(OpenActivity activity, Type resultType, RetryPolicy policy, DurableTask<Object> task) {
		this.calls.put(activity.taskId(),
				new Call(activity.name(), resultType, task, policy, activity, null, this.time));
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
			end(new ObservedTask(ObservedTask.Kind.TIMER, taskId, "", null, timer.begin, timer.timer.fireAt(), null,
					false));
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

	/**
	 * Return whether a task is done as soon as a call has an outcome, and not before.
	 */
	boolean isOutcomeOf(int taskId, DurableTask<?> task) {
		Call call = this.calls.get(taskId);
		return call != null && call.task == task;
	}

	/**
	 * Return the attempt that a decision has scheduled, or {@code null} if it has
	 * scheduled none or that attempt is not open any more.
	 */
	@Nullable OpenActivity scheduledBy(Decision decision) {
		if (decision instanceof TaskScheduled scheduled) {
			return activity(scheduled.taskId(), 1);
		}
		return (decision instanceof TaskRetryScheduled retry) ? activity(retry.taskId(), retry.attempt()) : null;
	}

	/**
	 * Return after how many attempts an activity fails for good, or 0 if that is not
	 * known.
	 */
	int maxAttempts(int taskId) {
		Call call = this.calls.get(taskId);
		int earlier = this.earlierAttempts.getOrDefault(taskId, 0);
		return (call != null && call.activity != null) ? earlier + call.policy.maxAttempts() : 0;
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

	void retry(TaskRetryScheduled retry) {
		this.calls.computeIfPresent(retry.taskId(), (id, call) -> call.nextAttempt(retry));
	}

	void handOver(int taskId) {
		this.calls.computeIfPresent(taskId, (id, call) -> call.handedOver());
	}

	/**
	 * Take back all attempts that were handed over: their rows are not there any more.
	 */
	void takeBack() {
		this.calls.replaceAll((id, call) -> call.takenBack());
	}

	void forgetEnded() {
		this.ended = List.of();
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
		catch (Throwable ex) {
			Failures.letThroughTroubleOfJvm(ex);
			call.task.fail(new DataConversionException(
					"The result of '" + call.name + "' (#" + taskId + ") does not fit: " + Failures.message(ex), ex));
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

		Call nextAttempt(TaskRetryScheduled retry) {
			OpenActivity last = this.activity;
			return (last != null) ? with(new OpenActivity(last.taskId(), retry.attempt(), last.name(), last.input(),
					retry.dueAt(), retry.handedOver())) : this;
		}

		Call handedOver() {
			OpenActivity last = this.activity;
			return (last != null) ? with(
					new OpenActivity(last.taskId(), last.attempt(), last.name(), last.input(), last.dueAt(), true))
					: this;
		}

		Call takenBack() {
			OpenActivity last = this.activity;
			return (last != null && last.handedOver())
					? with(new OpenActivity(last.taskId(), last.attempt(), last.name(), last.input(), last.dueAt()))
					: this;
		}

		private Call with(OpenActivity next) {
			return new Call(this.name, this.resultType, this.task, this.policy, next, this.childInstanceId, this.begin);
		}

		ObservedTask ended(int taskId, @Nullable FailureDetails failure) {
			return observed(taskId, failure, false);
		}

		ObservedTask abandoned(int taskId) {
			return observed(taskId, null, true);
		}

		private ObservedTask observed(int taskId, @Nullable FailureDetails failure, boolean abandoned) {
			return new ObservedTask(
					(this.activity != null) ? ObservedTask.Kind.ACTIVITY : ObservedTask.Kind.SUB_ORCHESTRATION, taskId,
					this.name, this.childInstanceId, this.begin, null, failure, abandoned);
		}

	}

	/**
	 * An open timer.
	 */
	private record Timer(OpenTimer timer, Runnable fired, Instant begin) {

	}

}
