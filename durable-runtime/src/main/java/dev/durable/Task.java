package dev.durable;

import java.util.function.Function;

import org.jspecify.annotations.Nullable;

/**
 * Something that an orchestrator has set going and whose outcome it can wait for:
 * durably, for as long as it takes. Used only on the orchestrator's own thread.
 *
 * @param <T> the type of the outcome
 */
public interface Task<T extends @Nullable Object> {

	/**
	 * Wait for the outcome. A task that is done answers at once, however often it is
	 * asked.
	 * @return the result, which may be {@code null}
	 * @throws TaskFailedException if the activity or sub-orchestration failed
	 * @throws EventTimeoutException if an external event did not come in time
	 */
	T await();

	/**
	 * Return whether there is an outcome, good or bad.
	 * @return whether {@link #await()} would answer without waiting
	 */
	boolean isDone();

	/**
	 * Return whether the outcome is a failure.
	 * @return whether {@link #await()} would throw
	 */
	boolean isFailed();

	/**
	 * Return a task whose result is made from the result of this one. A failure of this
	 * task, or an exception of the function, is the outcome of the new one.
	 * @param function what to make of the result; must be deterministic
	 * @param <R> the type of the new result
	 * @return the new task
	 */
	<R extends @Nullable Object> Task<R> thenApply(Function<? super T, ? extends R> function);

}
