package dev.durable.observation;

import java.util.HashMap;
import java.util.Locale;
import java.util.Map;

import dev.durable.TraceContext;
import io.micrometer.tracing.CurrentTraceContext;
import io.micrometer.tracing.Span;
import io.micrometer.tracing.Tracer;
import io.micrometer.tracing.propagation.Propagator;
import org.jspecify.annotations.Nullable;

/**
 * {@link TraceContextBridge} for applications with a Micrometer {@link Tracer}. While an
 * orchestration's trace context is current, so it is for the tracer: spans of the
 * application become its children. What the tracer does not know, because it is switched
 * off or does not watch the work at hand, is asked from a
 * {@link ThreadTraceContextBridge}.
 */
public final class TracerTraceContextBridge implements TraceContextBridge {

	private static final String TRACE_PARENT = "traceparent";

	private static final String TRACE_STATE = "tracestate";

	private final Tracer tracer;

	private final Propagator propagator;

	private final ThreadTraceContextBridge thread;

	/**
	 * Create a bridge.
	 * @param tracer knows the current span
	 * @param propagator writes a span as headers
	 * @param thread knows what the tracer does not
	 */
	public TracerTraceContextBridge(Tracer tracer, Propagator propagator, ThreadTraceContextBridge thread) {
		this.tracer = tracer;
		this.propagator = propagator;
		this.thread = thread;
	}

	@Override
	public TraceContext current() {
		Span span = this.tracer.currentSpan();
		TraceContext fromThread = this.thread.current();
		TraceContext fromTracer = (span != null) ? of(span.context()) : TraceContext.NONE;
		if (fromTracer.isEmpty()) {
			return fromThread;
		}
		// The very context that was made current: the tracer does not know its state and
		// flags
		boolean same = fromTracer.traceId().equals(fromThread.traceId())
				&& fromTracer.spanId().equals(fromThread.spanId());
		return same ? fromThread : fromTracer;
	}

	private TraceContext of(io.micrometer.tracing.TraceContext context) {
		Map<String, String> headers = new HashMap<>();
		this.propagator.inject(context, headers, (map, name, value) -> {
			if (map != null) {
				map.put(name.toLowerCase(Locale.ROOT), value);
			}
		});
		TraceContext injected = TraceContext.ofHeaders(headers.get(TRACE_PARENT), headers.get(TRACE_STATE));
		// Propagators of other formats than the W3C's, such as B3, write no such header
		return !injected.isEmpty() ? injected : TraceContext.ofHeaders(traceParent(context), null);
	}

	private static String traceParent(io.micrometer.tracing.TraceContext context) {
		String traceId = context.traceId();
		String padded = (traceId.length() == 16) ? "0".repeat(16) + traceId : traceId;
		return "00-" + padded + "-" + context.spanId() + "-" + (Boolean.TRUE.equals(context.sampled()) ? "01" : "00");
	}

	@Override
	public Scope makeCurrent(TraceContext traceContext, @Nullable String instanceId) {
		CurrentTraceContext.Scope tracerScope = this.tracer.currentTraceContext().newScope(micrometer(traceContext));
		Scope threadScope = this.thread.makeCurrent(traceContext, instanceId);
		return () -> {
			threadScope.close();
			tracerScope.close();
		};
	}

	private io.micrometer.tracing.@Nullable TraceContext micrometer(TraceContext traceContext) {
		String traceId = traceContext.traceId();
		String spanId = traceContext.spanId();
		if (traceId == null || spanId == null) {
			return null;
		}
		return this.tracer.traceContextBuilder()
			.traceId(traceId)
			.spanId(spanId)
			.sampled(traceContext.isSampled())
			.build();
	}

}
