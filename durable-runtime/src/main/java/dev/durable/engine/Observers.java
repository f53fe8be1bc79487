package dev.durable.engine;

import dev.durable.observation.EngineListener;
import dev.durable.observation.OrchestrationTracing;
import dev.durable.observation.TraceContextBridge;
import dev.durable.observation.TraceContextOnly;

/**
 * Those who observe an engine. None of them fails, whatever the application's own do.
 *
 * @param traceContext connects threads with trace contexts
 * @param tracing makes orchestrations visible in traces
 * @param listener is told what the engine does
 */
record Observers(TraceContextBridge traceContext, OrchestrationTracing tracing, EngineListener listener) {

	static Observers of(EngineBuilder builder, EngineThreads threads) {
		TraceContextBridge traceContext = (builder.traceContext == TraceContextBridge.NONE) ? TraceContextBridge.NONE
				: new GuardedTraceContext(builder.traceContext, new ObserverGuard(threads, builder.traceContext));
		OrchestrationTracing contextOnly = new TraceContextOnly(traceContext);
		OrchestrationTracing tracing = (builder.tracing == null) ? contextOnly
				: new GuardedTracing(builder.tracing, contextOnly, new ObserverGuard(threads, builder.tracing));
		EngineListener listener = (builder.listener == EngineListener.NONE) ? EngineListener.NONE
				: new GuardedListener(builder.listener, new ObserverGuard(threads, builder.listener));
		return new Observers(traceContext, tracing, listener);
	}

}
