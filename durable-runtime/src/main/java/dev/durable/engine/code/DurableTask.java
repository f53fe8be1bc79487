package dev.durable.engine.code;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

import dev.durable.Task;
import org.jspecify.annotations.Nullable;

/**
 * A task whose outcome comes from history, or is made of the outcomes of others.
 *
 * @param <T> the type of the outcome
 */
final class DurableTask<T extends @Nullable Object> implements Task<T> {

	private final Execution execution;

	private boolean done;

	private @Nullable T result;

	private @Nullable RuntimeException failure;

	private @Nullable List<Runnable> callbacks;

	private @Nullable TaskOrigin origin;

	DurableTask(Execution execution) {
		this.execution = execution;
	}

	void complete(@Nullable T value) {
		if (!this.done) {
			this.result = value;
			finish();
		}
	}

	void fail(RuntimeException failure) {
		if (!this.done) {
			this.failure = failure;
			finish();
		}
	}

	private void finish() {
		this.done = true;
		this.origin = null;
		List<Runnable> waiting = this.callbacks;
		this.callbacks = null;
		if (waiting != null) {
			waiting.forEach(Runnable::run);
		}
	}

	/**
	 * Run something when this is done: at once if it is.
	 */
	void whenDone(Runnable callback) {
		if (this.done) {
			callback.run();
			return;
		}
		if (this.callbacks == null) {
			this.callbacks = new ArrayList<>(2);
		}
		this.callbacks.add(callback);
	}

	/**
	 * Say where the outcome will come from.
	 */
	void comesFrom(TaskOrigin newOrigin) {
		this.origin = this.done ? null : newOrigin;
	}

	/**
	 * Return where the outcome will come from, or {@code null} if it is here.
	 */
	@Nullable TaskOrigin origin() {
		return this.origin;
	}

	@Nullable RuntimeException failure() {
		return this.failure;
	}

	@Override
	@SuppressWarnings("NullAway")
	public T await() {
		this.execution.awaitDone(this);
		if (this.failure != null) {
			this.failure.setStackTrace(new Throwable().getStackTrace());
			throw this.failure;
		}
		return this.result;
	}

	@Override
	public boolean isDone() {
		this.execution.requireCodeThread();
		return this.done;
	}

	boolean isFinished() {
		return this.done;
	}

	@Override
	public boolean isFailed() {
		this.execution.requireCodeThread();
		return this.failure != null;
	}

	@Override
	public <R extends @Nullable Object> Task<R> thenApply(Function<? super T, ? extends R> function) {
		return new MappedTask<>(this, function);
	}

}
