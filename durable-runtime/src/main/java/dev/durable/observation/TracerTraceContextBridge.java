package dev.durable.observation;

import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

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

	private static final Scope NOTHING = () -> {
	};

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
		if (isSame(span.context(), fromThread)) {
			return fromThread;
		}
		Map<String, String> headers = headers(span.context());
		TraceContext fromTracer = traceContext(span.context(), headers);
		// A tracer whose propagation is switched off has not heard of the caller's trace
		boolean deaf = headers.isEmpty() && !fromThread.isEmpty();
		return (deaf || fromTracer.isEmpty()) ? fromThread : fromTracer;
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

	private TraceContext traceContext(io.micrometer.tracing.TraceContext context, Map<String, String> headers) {
		String baggage = baggage(headers);
		TraceContext injected = TraceContext.ofHeaders(headers.get(TraceHeaders.TRACE_PARENT),
				headers.get(TraceHeaders.TRACE_STATE), baggage);
		// Propagators of other formats than the W3C's, such as B3, write no such header
		return !injected.isEmpty() ? injected : TraceContext.ofHeaders(traceParent(context), null, baggage);
	}

	/**
	 * Return what the application propagates besides the trace: in the header of the W3C,
	 * or each entry in a header of its own.
	 */
	private @Nullable String baggage(Map<String, String> headers) {
		String header = headers.get(BaggageEntries.HEADER);
		List<String> fields = this.tracer.getBaggageFields();
		if (fields.isEmpty()) {
			return header;
		}
		Set<String> known = new TreeSet<>(String.CASE_INSENSITIVE_ORDER);
		known.addAll(BaggageEntries.of(header).keySet());
		Map<String, String> further = new LinkedHashMap<>();
		for (String field : fields) {
			String value = headers.get(field.toLowerCase(Locale.ROOT));
			if (value != null && known.add(field)) {
				further.put(field, value);
			}
		}
		return BaggageEntries.with(header, further);
	}

	/**
	 * Return whether this is the very context that was made current. The thread knows its
	 * state and flags as they came, the tracer does not.
	 */
	private static boolean isSame(io.micrometer.tracing.TraceContext fromTracer, TraceContext fromThread) {
		return fromTracer.spanId().equals(fromThread.spanId()) && fromTracer.traceId().equals(fromThread.traceId());
	}

	private static String traceParent(io.micrometer.tracing.TraceContext context) {
		String traceId = context.traceId();
		String padded = (traceId.length() == 16) ? "0".repeat(16) + traceId : traceId;
		return "00-" + padded + "-" + context.spanId() + "-" + (Boolean.TRUE.equals(context.sampled()) ? "01" : "00");
	}

	@Override
	public Scope makeCurrent(TraceContext traceContext, @Nullable String instanceId) {
		Scope tracerScope = tracerScope(traceContext);
		if (tracerScope == NOTHING && this.thread.isCurrent(traceContext, instanceId)) {
			return NOTHING;
		}
		ScopeStack scopes = new ScopeStack();
		return scopes.opening(() -> {
			scopes.add(tracerScope);
			scopes.add(this.thread.makeCurrent(traceContext, instanceId));
			return scopes;
		});
	}

	private Scope tracerScope(TraceContext traceContext) {
		String traceId = traceContext.traceId();
		String spanId = traceContext.spanId();
		if (traceId == null || spanId == null) {
			return this.tracer.withSpan(null)::close;
		}
		Span current = this.tracer.currentSpan();
		if (current != null && isSame(current.context(), traceContext)) {
			// Another one of the same ids would take what the application adds to it
			return NOTHING;
		}
		io.micrometer.tracing.TraceContext context = this.tracer.traceContextBuilder()
			.traceId(traceId)
			.spanId(spanId)
			.sampled(traceContext.isSampled())
			.build();
		CurrentTraceContext.Scope scope = this.tracer.currentTraceContext().newScope(context);
		return (traceContext.baggage() != null) ? withBaggage(traceContext.baggage(), scope) : scope::close;
	}

	private Scope withBaggage(String baggage, CurrentTraceContext.Scope scope) {
		ScopeStack scopes = new ScopeStack();
		return scopes.opening(() -> {
			scopes.add(scope::close);
			BaggageEntries.of(baggage)
				.forEach((name, value) -> scopes.add(this.tracer.createBaggageInScope(name, value)::close));
			return scopes;
		});
	}

}
