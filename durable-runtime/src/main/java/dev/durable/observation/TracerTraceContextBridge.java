package dev.durable.observation;

import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;

import dev.durable.TraceContext;
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
		if (span == null) {
			return fromThread;
		}
		Map<String, String> headers = headers(span.context());
		TraceContext fromTracer = traceContext(span.context(), headers);
		// A tracer whose propagation is switched off has not heard of the caller's trace
		boolean deaf = headers.isEmpty() && !fromThread.isEmpty();
		return (deaf || fromTracer.isEmpty() || isSame(fromTracer, fromThread)) ? fromThread : fromTracer;
	}

	private Map<String, String> headers(io.micrometer.tracing.TraceContext context) {
		Map<String, String> headers = new HashMap<>();
		this.propagator.inject(context, headers, (map, name, value) -> {
			if (map != null) {
				map.put(name.toLowerCase(Locale.ROOT), value);
			}
		});
		return headers;
	}

	private static TraceContext traceContext(io.micrometer.tracing.TraceContext context, Map<String, String> headers) {
		TraceContext injected = TraceContext.ofHeaders(headers.get(TRACE_PARENT), headers.get(TRACE_STATE));
		// Propagators of other formats than the W3C's, such as B3, write no such header
		return !injected.isEmpty() ? injected : TraceContext.ofHeaders(traceParent(context), null);
	}

	/**
	 * Return whether this is the very context that was made current. The thread knows its
	 * state and flags as they came, the tracer does not.
	 */
	private static boolean isSame(TraceContext fromTracer, TraceContext fromThread) {
		return Objects.equals(fromTracer.traceId(), fromThread.traceId())
				&& Objects.equals(fromTracer.spanId(), fromThread.spanId());
	}

	private static String traceParent(io.micrometer.tracing.TraceContext context) {
		String traceId = context.traceId();
		String padded = (traceId.length() == 16) ? "0".repeat(16) + traceId : traceId;
		return "00-" + padded + "-" + context.spanId() + "-" + (Boolean.TRUE.equals(context.sampled()) ? "01" : "00");
	}

	@Override
	public Scope makeCurrent(TraceContext traceContext, @Nullable String instanceId) {
		Scope tracerScope = tracerScope(traceContext);
		Scope threadScope = this.thread.makeCurrent(traceContext, instanceId);
		return () -> {
			threadScope.close();
			tracerScope.close();
		};
	}

	private Scope tracerScope(TraceContext traceContext) {
		String traceId = traceContext.traceId();
		String spanId = traceContext.spanId();
		if (traceId == null || spanId == null) {
			return this.tracer.withSpan(null)::close;
		}
		io.micrometer.tracing.TraceContext context = this.tracer.traceContextBuilder()
			.traceId(traceId)
			.spanId(spanId)
			.sampled(traceContext.isSampled())
			.build();
		return this.tracer.currentTraceContext().newScope(context)::close;
	}

}
