package dev.durable;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.List;
import java.util.UUID;
import java.util.function.Function;
import java.util.random.RandomGenerator;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;

import org.springframework.core.ParameterizedTypeReference;

/**
 * What an orchestrator does its work with. Every method is deterministic: on replay it
 * gives the same answers again. Usable only on the orchestrator's own thread.
 *
 * <pre class="code">
 * // wrong: the set's order may differ on replay, and so the order of the calls
 * for (String city : Set.of("Tokyo", "Seattle")) {
 *     tasks.add(context.callActivity("SayHello", city, String.class));
 * }
 *
 * // right
 * for (String city : List.of("Tokyo", "Seattle")) {
 *     tasks.add(context.callActivity("SayHello", city, String.class));
 * }
 * </pre>
 *
 * @see Orchestrator
 */
public interface OrchestrationContext {

	/**
	 * Return the id of this instance.
	 * @return the instance id
	 */
	String instanceId();

	/**
	 * Return the name of this orchestrator.
	 * @return the name
	 */
	String name();

	/**
	 * Return the version that this instance was started with.
	 * @return the version, or {@code null} if it has none
	 */
	@Nullable String version();

	/**
	 * Return the id of the instance that started this one as a sub-orchestration, which
	 * may have been replaced or purged since.
	 * @return the parent's instance id, or {@code null}
	 */
	@Nullable String parentInstanceId();

	/**
	 * Return whether this code has run before and is only catching up with history.
	 * @return whether this is a replay
	 */
	boolean isReplaying();

	/**
	 * Return the time of the current step, the same on replay. It does not pass between
	 * two waits.
	 * @return database time
	 */
	Instant currentTime();

	/**
	 * Return a new unique id, the same on replay. Instances of other databases have other
	 * ones.
	 * @return a name-based UUID (version 5) of the instance, the time of its creation and
	 * the position
	 */
	UUID newUuid();

	/**
	 * Return random numbers, the same on replay. Not for secrets.
	 * @return a generator seeded from the instance and the time of its creation
	 */
	RandomGenerator random();

	/**
	 * Return a logger that is silent on replay.
	 * @param logger where to log to
	 * @return the same logger, silent on replay
	 */
	Logger replaySafe(Logger logger);

	/**
	 * Call an activity.
	 * @param name the activity
	 * @param input its input, or {@code null}
	 * @param type the type of its result
	 * @param <T> the type of its result
	 * @return the call, already on its way
	 */
	default <T extends @Nullable Object> Task<T> callActivity(String name, @Nullable Object input, Class<T> type) {
		return callActivity(name, input, type, ActivityOptions.DEFAULT);
	}

	/**
	 * Call an activity.
	 * @param name the activity
	 * @param input its input, or {@code null}
	 * @param type the type of its result
	 * @param options how to call it
	 * @param <T> the type of its result
	 * @return the call, already on its way
	 */
	<T extends @Nullable Object> Task<T> callActivity(String name, @Nullable Object input, Class<T> type,
			ActivityOptions options);

	/**
	 * Call an activity whose result has a generic type.
	 * @param name the activity
	 * @param input its input, or {@code null}
	 * @param type the type of its result
	 * @param options how to call it
	 * @param <T> the type of its result
	 * @return the call, already on its way
	 */
	<T extends @Nullable Object> Task<T> callActivity(String name, @Nullable Object input,
			ParameterizedTypeReference<T> type, ActivityOptions options);

	/**
	 * Return an object whose methods call activities and wait for them.
	 * @param type an interface, or a class that is not final, with {@link Activity}
	 * methods
	 * @param <T> its type
	 * @return a stub; its methods throw {@link TaskFailedException}
	 */
	default <T> T activities(Class<T> type) {
		return activities(type, ActivityOptions.DEFAULT);
	}

	/**
	 * Return an object whose methods call activities and wait for them.
	 * @param type an interface, or a class that is not final, with {@link Activity}
	 * methods
	 * @param options how to call them
	 * @param <T> its type
	 * @return a stub; its methods throw {@link TaskFailedException}
	 */
	<T> T activities(Class<T> type, ActivityOptions options);

	/**
	 * Start another orchestration as a child of this one.
	 * @param name the orchestrator
	 * @param input its input, or {@code null}
	 * @param type the type of its output
	 * @param <T> the type of its output
	 * @return its completion
	 */
	default <T extends @Nullable Object> Task<T> callSubOrchestration(String name, @Nullable Object input,
			Class<T> type) {
		return callSubOrchestration(name, input, type, SubOrchestrationOptions.DEFAULT);
	}

	/**
	 * Start another orchestration as a child of this one. If its id is taken, the task
	 * fails, also if the instance that has it has finished: a child replaces nothing.
	 * @param name the orchestrator
	 * @param input its input, or {@code null}
	 * @param type the type of its output
	 * @param options its id and version
	 * @param <T> the type of its output
	 * @return its completion
	 */
	<T extends @Nullable Object> Task<T> callSubOrchestration(String name, @Nullable Object input, Class<T> type,
			SubOrchestrationOptions options);

	/**
	 * Start another orchestration, whose output has a generic type, as a child of this
	 * one.
	 * @param name the orchestrator
	 * @param input its input, or {@code null}
	 * @param type the type of its output
	 * @param options its id and version
	 * @param <T> the type of its output
	 * @return its completion
	 */
	<T extends @Nullable Object> Task<T> callSubOrchestration(String name, @Nullable Object input,
			ParameterizedTypeReference<T> type, SubOrchestrationOptions options);

	/**
	 * Set a durable timer.
	 * @param delay how long from {@link #currentTime() now}. What would end after the
	 * year 9999 never ends; nothing is too long
	 * @return a task that is done when the time has come
	 */
	Task<@Nullable Void> createTimer(Duration delay);

	/**
	 * Set a durable timer.
	 * @param fireAt when; after the year 9999 is never
	 * @return a task that is done when the time has come
	 */
	Task<@Nullable Void> createTimer(Instant fireAt);

	/**
	 * Wait for a while, durably.
	 * @param delay how long, as of {@link #createTimer(Duration)}
	 */
	default void sleep(Duration delay) {
		createTimer(delay).await();
	}

	/**
	 * Wait for an external event. Events of one name are handed out in the order in which
	 * they came, each to one waiter, the longest waiting first; those that came before
	 * anybody waited are kept.
	 * @param name the event's name; upper and lower case are the same
	 * @param type the type of its payload
	 * @param <T> the type of its payload
	 * @return the payload, once it comes
	 */
	<T extends @Nullable Object> Task<T> waitForEvent(String name, Class<T> type);

	/**
	 * Wait for an external event, but not forever.
	 * @param name the event's name; upper and lower case are the same
	 * @param type the type of its payload
	 * @param timeout how long to wait; no limit if that would be after the year 9999
	 * @param <T> the type of its payload
	 * @return the payload, once it comes; {@link Task#await()} throws
	 * {@link EventTimeoutException} if it does not
	 */
	<T extends @Nullable Object> Task<T> waitForEvent(String name, Class<T> type, Duration timeout);

	/**
	 * Wait for an external event whose payload has a generic type.
	 * @param name the event's name; upper and lower case are the same
	 * @param type the type of its payload
	 * @param timeout how long to wait, or {@code null} for as long as it takes; no limit
	 * if that would be after the year 9999
	 * @param <T> the type of its payload
	 * @return the payload, once it comes
	 */
	<T extends @Nullable Object> Task<T> waitForEvent(String name, ParameterizedTypeReference<T> type,
			@Nullable Duration timeout);

	/**
	 * Return a task that is done when all of the given ones are. If some fail, it fails
	 * with the failure of the first of them in the list, once all are done.
	 * @param tasks the tasks
	 * @param <T> the type of their results
	 * @return the results in the order of the tasks
	 */
	<T extends @Nullable Object> Task<List<T>> allOf(List<? extends Task<? extends T>> tasks);

	/**
	 * Return a task that is done when the first of the given ones is.
	 * @param tasks the tasks, at least one
	 * @return the one that was done first, well or not
	 */
	Task<Task<?>> anyOf(List<? extends Task<?>> tasks);

	/**
	 * Return a task that is done when the first of the given ones is.
	 * @param tasks the tasks, at least one
	 * @return the one that was done first, well or not
	 */
	default Task<Task<?>> anyOf(Task<?>... tasks) {
		return anyOf(List.of(tasks));
	}

	/**
	 * Do something for each of many items, some of them at a time, and wait for all.
	 * @param items the items, in an order that is the same on replay
	 * @param maxParallel how many to have under way at once, at least 1
	 * @param function what to set going for an item
	 * @param <S> the type of the items
	 * @param <R> the type of the results
	 * @return the results in the order of the items
	 * @throws TaskFailedException if one has failed. No further items are begun then, and
	 * those under way are not waited for, except when all have been begun: then, once all
	 * are done
	 */
	default <S extends @Nullable Object, R extends @Nullable Object> List<R> map(Collection<? extends S> items,
			int maxParallel, Function<? super S, Task<R>> function) {
		if (maxParallel < 1) {
			throw new IllegalArgumentException("'maxParallel' must be at least 1 but is " + maxParallel);
		}
		List<Task<R>> tasks = new ArrayList<>(items.size());
		Deque<Task<R>> underWay = new ArrayDeque<>();
		for (S item : items) {
			if (underWay.size() == maxParallel) {
				anyOf(List.copyOf(underWay)).await();
				underWay.stream().filter(Task::isDone).forEach(Task::await);
				underWay.removeIf(Task::isDone);
			}
			Task<R> task = function.apply(item);
			tasks.add(task);
			underWay.add(task);
		}
		return this.<R>allOf(tasks).await();
	}

	/**
	 * Tell the outside world about progress: shown in the instance's status.
	 * @param status any value that can be written as JSON, or {@code null}
	 */
	void setCustomStatus(@Nullable Object status);

	/**
	 * End this run and begin again with a new input and an empty history, under the same
	 * instance id. External events that have not been handed out are kept for the next
	 * run. Takes effect when the orchestrator returns; what it returns is ignored. Tasks
	 * that are still open then belong to the run that ended: their results are dropped,
	 * and activities called after the last wait are not begun.
	 * @param input the next run's input, or {@code null}
	 */
	void continueAsNew(@Nullable Object input);

}
