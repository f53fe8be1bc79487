package dev.durable.observation;

import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;

import dev.durable.TraceContext;
import io.micrometer.tracing.Span;
import io.micrometer.tracing.Tracer;
import io.micrometer.tracing.propagation.Propagator;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Gives spans to a tracer that have ended already.
 */
final class EndedSpanEmitter {

	private static final Logger logger = LoggerFactory.getLogger(EndedSpanEmitter.class);

	private static final String PROBE = "00000000000d0000";

	private final Tracer tracer;

	private final Propagator propagator;

	private final SpanIdChoice choice;

	private volatile @Nullable Boolean choosing;

	EndedSpanEmitter(Tracer tracer, Propagator propagator, SpanIdChoice choice) {
		this.tracer = tracer;
		this.propagator = propagator;
		this.choice = choice;
	}

	/**
	 * Return whether the tracer passes trace contexts on.
	 */
	boolean isPropagating() {
		return !this.propagator.fields().isEmpty();
	}

	/**
	 * Return whether spans get the ids that they are to have, and are passed on at all.
	 * Found out with a span that nobody ever sees.
	 */
	boolean isChoosing() {
		Boolean known = this.choosing;
		if (known == null) {
			Span probe = this.choice.choosing(PROBE, () -> this.tracer.spanBuilder().name("probe").start());
			known = PROBE.equals(probe.context().spanId()) && isPropagating();
			probe.abandon();
			this.choosing = known;
		}
		return known;
	}

	void emit(EndedSpan ended) {
		try {
			Span.Builder builder = childOf(ended.parent()).name(ended.name())
				.startTimestamp(nanos(ended.begin()), TimeUnit.NANOSECONDS);
			if (ended.kind() != null) {
				builder.kind(ended.kind());
			}
			ended.tags().forEach(builder::tag);
			Span span = this.choice.choosing(ended.spanId(), builder::start);
			if (ended.error() != null) {
				span.error(new FailureInTrace(ended.error()));
			}
			span.end(nanos(ended.end()), TimeUnit.NANOSECONDS);
		}
		catch (RuntimeException ex) {
			logger.debug("Span '{}' could not be emitted", ended.name(), ex);
		}
	}

	private Span.Builder childOf(TraceContext parent) {
		return this.propagator.extract(headers(parent), Map::get);
	}

	static Map<String, String> headers(TraceContext context) {
		Map<String, String> headers = new HashMap<>(4);
		if (context.traceParent() != null) {
			headers.put("traceparent", context.traceParent());
		}
		if (context.traceState() != null) {
			headers.put("tracestate", context.traceState());
		}
		return headers;
	}

	private static long nanos(Instant time) {
		return TimeUnit.SECONDS.toNanos(time.getEpochSecond()) + time.getNano();
	}

}
