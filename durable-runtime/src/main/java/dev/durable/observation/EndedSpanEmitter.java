package dev.durable.observation;

import java.time.Instant;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;

import dev.durable.TraceContext;
import io.micrometer.tracing.Link;
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

	private final TraceHeaders headers;

	private final boolean propagating;

	private volatile @Nullable Boolean choosing;

	EndedSpanEmitter(Tracer tracer, Propagator propagator, SpanIdChoice choice) {
		this.tracer = tracer;
		this.propagator = propagator;
		this.choice = choice;
		this.headers = new TraceHeaders(propagator);
		this.propagating = !propagator.fields().isEmpty();
	}

	/**
	 * Return whether the tracer passes trace contexts on.
	 */
	boolean isPropagating() {
		return this.propagating;
	}

	/**
	 * Return whether anybody is interested in the spans of a trace: it is sampled, and
	 * the tracer passes trace contexts on.
	 */
	boolean isWanted(TraceContext trace) {
		return this.propagating && trace.isSampled();
	}

	/**
	 * Return whether spans get the ids that they are to have. Found out with a span that
	 * nobody ever sees.
	 */
	boolean isChoosing() {
		Boolean known = this.choosing;
		if (known == null) {
			Span probe = this.choice.choosing(PROBE, () -> this.tracer.spanBuilder().name("probe").start());
			known = PROBE.equals(probe.context().spanId());
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
			ended.links().forEach((link) -> builder.addLink(new Link(context(link))));
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

	/**
	 * Begin a child. Only a propagator can read a state, but it looks for baggage, too.
	 */
	private Span.Builder childOf(TraceContext parent) {
		if (parent.traceState() == null) {
			return this.tracer.spanBuilder().setParent(context(parent));
		}
		return this.propagator.extract(this.headers.of(parent.withBaggage(null)), Map::get);
	}

	private io.micrometer.tracing.TraceContext context(TraceContext link) {
		return this.tracer.traceContextBuilder()
			.traceId(Objects.requireNonNull(link.traceId()))
			.spanId(Objects.requireNonNull(link.spanId()))
			.sampled(link.isSampled())
			.build();
	}

	/**
	 * Return a trace context as headers that the tracer can read.
	 */
	Map<String, String> headers(TraceContext context) {
		return this.headers.of(context);
	}

	private static long nanos(Instant time) {
		return TimeUnit.SECONDS.toNanos(time.getEpochSecond()) + time.getNano();
	}

}
