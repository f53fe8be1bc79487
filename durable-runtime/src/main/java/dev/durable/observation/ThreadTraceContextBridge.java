package dev.durable.observation;

import dev.durable.TraceContext;
import org.jspecify.annotations.Nullable;

/**
 * {@link TraceContextBridge} for applications without a tracer. Keeps the trace context
 * in a variable of the thread and writes {@code traceId}, {@code spanId} and
 * {@code durable.instanceId} into the MDC.
 */
public final class ThreadTraceContextBridge implements TraceContextBridge {

	private final ThreadLocal<TraceContext> current = new ThreadLocal<>();

	@Override
	public TraceContext current() {
		TraceContext traceContext = this.current.get();
		return (traceContext != null) ? traceContext : TraceContext.NONE;
	}

	/**
	 * Return whether there is nothing to do to make a trace context current.
	 */
	boolean isCurrent(TraceContext traceContext, @Nullable String instanceId) {
		return this.current.get() == traceContext && MdcScope.isOpen(instanceId);
	}

	@Override
	public Scope makeCurrent(TraceContext traceContext, @Nullable String instanceId) {
		ScopeStack scopes = new ScopeStack();
		return scopes.opening(() -> {
			scopes.add(receive(traceContext));
			MdcScope log = new MdcScope();
			scopes.add(log);
			log.open(traceContext, instanceId);
			return scopes;
		});
	}

	/**
	 * Make a trace context that came from outside that of the current thread. Leaves the
	 * MDC alone.
	 * @param traceContext the trace context; {@link TraceContext#NONE} hides the one
	 * there is
	 * @return to be closed on the same thread; brings back what was there before
	 */
	public Scope receive(TraceContext traceContext) {
		TraceContext previous = this.current.get();
		set(traceContext.isEmpty() ? null : traceContext);
		return () -> set(previous);
	}

	private void set(@Nullable TraceContext traceContext) {
		if (traceContext != null) {
			this.current.set(traceContext);
		}
		else {
			this.current.remove();
		}
	}

}
