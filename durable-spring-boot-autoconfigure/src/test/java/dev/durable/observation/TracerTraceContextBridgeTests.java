package dev.durable.observation;

import dev.durable.TraceContext;
import io.micrometer.tracing.Span;
import io.micrometer.tracing.Tracer;
import io.micrometer.tracing.otel.bridge.OtelCurrentTraceContext;
import io.micrometer.tracing.otel.bridge.OtelPropagator;
import io.micrometer.tracing.otel.bridge.OtelTracer;
import io.micrometer.tracing.propagation.Propagator;
import io.opentelemetry.api.trace.propagation.W3CTraceContextPropagator;
import io.opentelemetry.context.propagation.ContextPropagators;
import io.opentelemetry.context.propagation.TextMapPropagator;
import io.opentelemetry.extension.trace.propagation.B3Propagator;
import io.opentelemetry.sdk.testing.exporter.InMemorySpanExporter;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.opentelemetry.sdk.trace.export.SimpleSpanProcessor;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.slf4j.MDC;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link TracerTraceContextBridge} with the bridge to OpenTelemetry.
 */
class TracerTraceContextBridgeTests {

	private static final TraceContext SAMPLED = TraceContext
		.ofHeaders("00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-03", "vendor=1");

	private static final TraceContext UNSAMPLED = TraceContext
		.ofHeaders("00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-00", null);

	private final InMemorySpanExporter exporter = InMemorySpanExporter.create();

	private final SdkTracerProvider provider = SdkTracerProvider.builder()
		.addSpanProcessor(SimpleSpanProcessor.create(this.exporter))
		.build();

	private final io.opentelemetry.api.trace.Tracer otel = this.provider.get("test");

	private final Tracer tracer = new OtelTracer(this.otel, new OtelCurrentTraceContext(), (event) -> {
	});

	private final ThreadTraceContextBridge thread = new ThreadTraceContextBridge();

	private final TracerTraceContextBridge bridge = bridge(propagator(W3CTraceContextPropagator.getInstance()));

	@AfterEach
	void close() {
		this.provider.close();
		MDC.clear();
	}

	@Test
	void hasNoTraceContextAtFirst() {
		assertThat(this.bridge.current()).isEqualTo(TraceContext.NONE);
	}

	@Test
	void takesThatOfTheCurrentSpan() {
		Span span = this.tracer.nextSpan().start();
		try (Tracer.SpanInScope scope = this.tracer.withSpan(span)) {
			assertThat(scope).isNotNull();
			assertThat(this.bridge.current().traceParent())
				.startsWith("00-" + span.context().traceId() + "-" + span.context().spanId() + "-");
			assertThat(this.bridge.current().isSampled()).isTrue();
		}
	}

	@Test
	void showsTheTracerWhatIsCurrent() {
		TraceContextBridge.Scope scope = this.bridge.makeCurrent(SAMPLED, "a1");
		Span current = this.tracer.currentSpan();
		assertThat(current.context().traceId()).isEqualTo(SAMPLED.traceId());
		assertThat(current.context().spanId()).isEqualTo(SAMPLED.spanId());
		assertThat(current.context().sampled()).isTrue();
		assertThat(this.tracer.currentTraceContext().context().traceId()).isEqualTo(SAMPLED.traceId());
		assertThat(this.bridge.current()).isEqualTo(SAMPLED);
		assertThat(MDC.get("traceId")).isEqualTo(SAMPLED.traceId());
		assertThat(MDC.get("durable.instanceId")).isEqualTo("a1");
		scope.close();
		assertThat(this.tracer.currentSpan()).isNull();
		assertThat(this.bridge.current()).isEqualTo(TraceContext.NONE);
		assertThat(MDC.getCopyOfContextMap()).isNullOrEmpty();
		assertThat(this.exporter.getFinishedSpanItems()).isEmpty();
	}

	@Test
	void spansOfTheApplicationAreChildren() {
		TraceContextBridge.Scope scope = this.bridge.makeCurrent(SAMPLED, "a1");
		Span span = this.tracer.nextSpan().name("call").start();
		Tracer.SpanInScope inner = this.tracer.withSpan(span);
		assertThat(this.bridge.current().traceId()).isEqualTo(SAMPLED.traceId());
		assertThat(this.bridge.current().spanId()).isEqualTo(span.context().spanId());
		inner.close();
		span.end();
		scope.close();
		assertThat(this.exporter.getFinishedSpanItems()).singleElement().satisfies((SpanData data) -> {
			assertThat(data.getTraceId()).isEqualTo(SAMPLED.traceId());
			assertThat(data.getParentSpanId()).isEqualTo(SAMPLED.spanId());
		});
	}

	@Test
	void anUnsampledTraceStaysUnsampled() {
		TraceContextBridge.Scope scope = this.bridge.makeCurrent(UNSAMPLED, "a1");
		assertThat(this.tracer.currentSpan().context().sampled()).isFalse();
		this.tracer.nextSpan().name("call").start().end();
		scope.close();
		assertThat(this.exporter.getFinishedSpanItems()).isEmpty();
	}

	@Test
	void hidesTheCurrentSpanFromInstancesWithoutTrace() {
		Span span = this.tracer.nextSpan().start();
		Tracer.SpanInScope outer = this.tracer.withSpan(span);
		TraceContextBridge.Scope scope = this.bridge.makeCurrent(TraceContext.NONE, "a1");
		assertThat(this.bridge.current()).isEqualTo(TraceContext.NONE);
		scope.close();
		assertThat(this.bridge.current().spanId()).isEqualTo(span.context().spanId());
		outer.close();
	}

	@Test
	void asksTheThreadWhatTheTracerDoesNotKnow() {
		TraceContextBridge.Scope received = this.thread.receive(SAMPLED);
		assertThat(this.bridge.current()).isEqualTo(SAMPLED);
		Span span = this.tracer.nextSpan().start();
		Tracer.SpanInScope scope = this.tracer.withSpan(span);
		assertThat(this.bridge.current().spanId()).isEqualTo(span.context().spanId());
		assertThat(bridge(Propagator.NOOP).current()).isEqualTo(SAMPLED);
		scope.close();
		received.close();
	}

	@Test
	void writesTheFormatOfTheW3cWhateverIsPropagated() {
		Span span = this.tracer.nextSpan().start();
		Tracer.SpanInScope scope = this.tracer.withSpan(span);
		assertThat(bridge(propagator(B3Propagator.injectingSingleHeader())).current().traceParent())
			.isEqualTo("00-" + span.context().traceId() + "-" + span.context().spanId() + "-01");
		scope.close();
	}

	@Test
	void worksWithATracerThatIsSwitchedOff() {
		TracerTraceContextBridge noop = new TracerTraceContextBridge(Tracer.NOOP, Propagator.NOOP, this.thread);
		TraceContextBridge.Scope scope = noop.makeCurrent(SAMPLED, "a1");
		assertThat(noop.current()).isEqualTo(SAMPLED);
		assertThat(MDC.get("traceId")).isEqualTo(SAMPLED.traceId());
		scope.close();
		assertThat(noop.current()).isEqualTo(TraceContext.NONE);
	}

	private TracerTraceContextBridge bridge(Propagator propagator) {
		return new TracerTraceContextBridge(this.tracer, propagator, this.thread);
	}

	private Propagator propagator(TextMapPropagator propagator) {
		return new OtelPropagator(ContextPropagators.create(propagator), this.otel);
	}

}
