package dev.durable.engine.code;

import java.util.function.Function;

import dev.durable.Task;
import org.jspecify.annotations.Nullable;

/**
 * A task whose result is made from the result of another one when it is first asked for,
 * so that the function runs on the orchestrator's own thread.
 *
 * @param <S> the type of the other task's result
 * @param <T> the type of the result
 */
final class MappedTask<S extends @Nullable Object, T extends @Nullable Object> implements Task<T> {

	private final Task<S> source;

	private final Function<? super S, ? extends T> function;

	private boolean mapped;

	private @Nullable T result;

	private @Nullable RuntimeException failure;

	MappedTask(Task<S> source, Function<? super S, ? extends T> function) {
		this.source = source;
		this.function = function;
	}

	/**
	 * Return the task that decides when this one is done.
	 */
	DurableTask<?> origin() {
		return (this.source instanceof MappedTask<?, ?> mappedTask) ? mappedTask.origin()
				: (DurableTask<?>) this.source;
	}

	@Override
	@SuppressWarnings("NullAway")
	public T await() {
		if (!this.mapped) {
			S value = this.source.await();
			try {
				this.result = this.function.apply(value);
			}
			catch (RuntimeException ex) {
				this.failure = ex;
			}
			this.mapped = true;
		}
		if (this.failure != null) {
			throw this.failure;
		}
		return this.result;
	}

	@Override
	public boolean isDone() {
		return this.source.isDone();
	}

	@Override
	public boolean isFailed() {
		if (!isDone()) {
			return false;
		}
		if (!this.source.isFailed() && !this.mapped) {
			try {
				await();
			}
			catch (RuntimeException ex) {
				return true;
			}
		}
		return this.source.isFailed() || this.failure != null;
	}

	@Override
	public <R extends @Nullable Object> Task<R> thenApply(Function<? super T, ? extends R> next) {
		return new MappedTask<>(this, next);
	}

}
