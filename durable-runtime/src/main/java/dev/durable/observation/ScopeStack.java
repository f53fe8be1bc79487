package dev.durable.observation;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.function.Supplier;

/**
 * Scopes of one thread that are closed together, the last one first. Whatever one of them
 * throws, when it is opened or closed, the others are closed.
 */
final class ScopeStack implements TraceContextBridge.Scope {

	private final Deque<TraceContextBridge.Scope> scopes = new ArrayDeque<>(4);

	/**
	 * Add what has been opened.
	 */
	void add(TraceContextBridge.Scope scope) {
		this.scopes.push(scope);
	}

	/**
	 * Open scopes. If that fails, those that have been added are closed.
	 * @param steps opens and {@link #add adds} them
	 * @return what comes of the steps
	 */
	<T> T opening(Supplier<T> steps) {
		boolean open = false;
		try {
			T result = steps.get();
			open = true;
			return result;
		}
		finally {
			if (!open) {
				close();
			}
		}
	}

	@Override
	public void close() {
		TraceContextBridge.Scope last = this.scopes.poll();
		if (last != null) {
			try {
				last.close();
			}
			finally {
				close();
			}
		}
	}

}
