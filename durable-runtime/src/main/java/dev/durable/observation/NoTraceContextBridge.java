package dev.durable.observation;

import dev.durable.TraceContext;
import org.jspecify.annotations.Nullable;

/**
 * {@link TraceContextBridge} that does nothing.
 */
final class NoTraceContextBridge implements TraceContextBridge {

	@Override
	public TraceContext current() {
		return TraceContext.NONE;
	}

	@Override
	public Scope makeCurrent(TraceContext traceContext, @Nullable String instanceId) {
		return () -> {
		};
	}

}
