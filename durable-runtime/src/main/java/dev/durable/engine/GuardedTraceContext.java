package dev.durable.engine;

import dev.durable.TraceContext;
import dev.durable.observation.ThreadTraceContextBridge;
import dev.durable.observation.TraceContextBridge;
import org.jspecify.annotations.Nullable;

/**
 * {@link TraceContextBridge} that does not fail: what the application's own does not keep
 * is kept with the thread.
 */
final class GuardedTraceContext implements TraceContextBridge {

	private final TraceContextBridge bridge;

	private final ObserverGuard guard;

	private final TraceContextBridge thread = new ThreadTraceContextBridge();

	GuardedTraceContext(TraceContextBridge bridge, ObserverGuard guard) {
		this.bridge = bridge;
		this.guard = guard;
	}

	@Override
	public TraceContext current() {
		return this.guard.ask(this.bridge::current, this.thread::current);
	}

	@Override
	public Scope makeCurrent(TraceContext traceContext, @Nullable String instanceId) {
		Scope scope = this.guard.ask(() -> this.bridge.makeCurrent(traceContext, instanceId),
				() -> this.thread.makeCurrent(traceContext, instanceId));
		return () -> this.guard.tell(scope::close);
	}

}
