package dev.durable.observation;

import dev.durable.TraceContext;
import org.jspecify.annotations.Nullable;

/**
 * Connects the trace context that travels with an orchestration with the one of the
 * current thread. Thread-safe.
 * <p>
 * Applications that pass trace headers on by hand ask {@link #current()} for them.
 */
public interface TraceContextBridge {

	/**
	 * A bridge that knows no trace context and sets none.
	 */
	TraceContextBridge NONE = new NoTraceContextBridge();

	/**
	 * Return the trace context of the current thread.
	 * @return the trace context, {@link TraceContext#NONE} if there is none
	 */
	TraceContext current();

	/**
	 * Make a trace context that of the current thread, and the instance known to its log
	 * statements, until the scope is closed. No span is created.
	 * @param traceContext the trace context; {@link TraceContext#NONE} hides the one
	 * there is
	 * @param instanceId the orchestration instance that the thread works for, or
	 * {@code null}
	 * @return to be closed on the same thread; brings back what was there before
	 */
	Scope makeCurrent(TraceContext traceContext, @Nullable String instanceId);

	/**
	 * Time during which a trace context is that of a thread.
	 */
	@FunctionalInterface
	interface Scope extends AutoCloseable {

		@Override
		void close();

	}

}
