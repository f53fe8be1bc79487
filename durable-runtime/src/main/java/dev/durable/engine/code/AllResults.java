package dev.durable.engine.code;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

import org.jspecify.annotations.Nullable;

/**
 * The results of several tasks. The first failure in their order is that of all; the
 * others are suppressed in it, so that all culprits can be found.
 *
 * @param <T> the type of the results
 */
final class AllResults<T extends @Nullable Object> {

	private final List<T> results;

	private @Nullable RuntimeException failure;

	AllResults(int size) {
		this.results = new ArrayList<>(size);
	}

	void add(Supplier<? extends T> task) {
		try {
			this.results.add(task.get());
		}
		catch (RuntimeException ex) {
			RuntimeException first = this.failure;
			if (first == null) {
				this.failure = ex;
			}
			else if (first != ex && !List.of(first.getSuppressed()).contains(ex)) {
				first.addSuppressed(ex);
			}
		}
	}

	List<T> get() {
		if (this.failure != null) {
			throw this.failure;
		}
		return this.results;
	}

}
