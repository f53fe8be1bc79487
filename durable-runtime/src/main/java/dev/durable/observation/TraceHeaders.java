package dev.durable.observation;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

import dev.durable.TraceContext;
import io.micrometer.tracing.propagation.Propagator;

/**
 * Writes stored trace contexts as the headers that a {@link Propagator} reads, whatever
 * formats it knows.
 */
final class TraceHeaders {

	static final String TRACE_PARENT = "traceparent";

	static final String TRACE_STATE = "tracestate";

	private final boolean readsW3c;

	TraceHeaders(Propagator propagator) {
		List<String> fields = propagator.fields();
		this.readsW3c = fields.stream().anyMatch(TRACE_PARENT::equalsIgnoreCase);
	}

	/**
	 * Return the headers of a trace context and of its baggage, each entry also under its
	 * own name.
	 */
	Map<String, String> of(TraceContext context) {
		Map<String, String> headers = new HashMap<>(8);
		if (context.traceParent() == null) {
			return headers;
		}
		if (context.baggage() != null) {
			headers.putAll(BaggageEntries.of(context.baggage()));
			headers.put(BaggageEntries.HEADER, context.baggage());
		}
		headers.put(TRACE_PARENT, context.traceParent());
		if (context.traceState() != null) {
			headers.put(TRACE_STATE, context.traceState());
		}
		if (!this.readsW3c) {
			headers.put("b3", context.traceId() + "-" + context.spanId() + "-" + (context.isSampled() ? "1" : "0"));
		}
		return headers;
	}

}
