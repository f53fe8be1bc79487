package dev.durable.observation;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;

import dev.durable.TraceContext;
import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationHandler;
import io.micrometer.observation.ObservationRegistry;
import io.micrometer.tracing.Tracer;
import io.micrometer.tracing.handler.DefaultTracingObservationHandler;
import io.micrometer.tracing.otel.bridge.OtelCurrentTraceContext;
import io.micrometer.tracing.otel.bridge.OtelTracer;
import io.micrometer.tracing.propagation.Propagator;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.MDC;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for what is left on a thread by tracers and handlers that fail halfway, which is
 * nothing.
 */
class FailingTracersTests {

	private static final TraceContext CALL = TraceContext
		.ofHeaders("00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01", "vendor=1", "user=one");

	private final SdkTracerProvider provider = SdkTracerProvider.builder().build();

	private final Tracer otel = new OtelTracer(this.provider.get("test"), new OtelCurrentTraceContext(), (event) -> {
	});

	private final ObservationRegistry registry = ObservationRegistry.create();

	private final ThreadTraceContextBridge thread = new ThreadTraceContextBridge();

	@AfterEach
	void nothingIsLeft() {
		this.provider.close();
		assertThat(this.otel.currentSpan()).isNull();
		assertThat(this.registry.getCurrentObservationScope()).isNull();
		assertThat(this.thread.current()).isEqualTo(TraceContext.NONE);
		assertThat(MDC.getCopyOfContextMap()).isNullOrEmpty();
	}

	@ParameterizedTest
	@ValueSource(strings = { "start", "open", "close", "stop" })
	void theSpanOfAnObservationIsNotCurrentAnyMoreWhateverAHandlerThrows(String broken) {
		this.registry.observationConfig()
			.observationHandler(new DefaultTracingObservationHandler(this.otel))
			.observationHandler(new BrokenHandler(broken, new IllegalStateException("for a test")));
		new RunningObservation(this.registry, () -> Observation.createNotStarted("test", this.registry)).close();
	}

	@ParameterizedTest
	@ValueSource(strings = { "start", "open" })
	void theSpanOfAnObservationThatCannotBeginIsNotCurrent(String broken) {
		this.registry.observationConfig()
			.observationHandler(new DefaultTracingObservationHandler(this.otel))
			.observationHandler(new BrokenHandler(broken, new NoSuchMethodError("for a test")));
		assertThatExceptionOfType(NoSuchMethodError.class).isThrownBy(
				() -> new RunningObservation(this.registry, () -> Observation.createNotStarted("test", this.registry)));
	}

	@Test
	void nothingIsCurrentWhenBaggageCannotBe() {
		Tracer withoutBaggage = withoutBaggage();
		TraceContextBridge bridge = new TracerTraceContextBridge(withoutBaggage, Propagator.NOOP, this.thread);
		assertThatExceptionOfType(IllegalStateException.class).isThrownBy(() -> bridge.makeCurrent(CALL, "a1"));
	}

	/**
	 * The context that the attempt is to have cannot be made current, after its span is.
	 */
	@Test
	void nothingIsLeftOfAnActivityThatCannotBeObserved() {
		this.registry.observationConfig().observationHandler(new DefaultTracingObservationHandler(this.otel));
		TracerTraceContextBridge bridge = new TracerTraceContextBridge(this.otel, Propagator.NOOP, this.thread);
		int[] calls = new int[1];
		TraceContextBridge failing = new TraceContextBridge() {

			@Override
			public TraceContext current() {
				return bridge.current();
			}

			@Override
			public Scope makeCurrent(TraceContext traceContext, @Nullable String instanceId) {
				if (++calls[0] == 2) {
					throw new IllegalStateException("for a test");
				}
				return bridge.makeCurrent(traceContext, instanceId);
			}

		};
		MicrometerTracing tracing = new MicrometerTracing(this.registry, ObservationConventions.DEFAULT, this.otel,
				Propagator.NOOP, SpanIdChoice.NONE, failing, true);
		ObservedActivity activity = new ObservedActivity("a1", "Work", 1, 1, CALL);
		assertThatExceptionOfType(IllegalStateException.class).isThrownBy(() -> tracing.running(activity));
		assertThat(calls).containsExactly(2);
	}

	@Test
	void allOfAnActivityIsClosedWhateverOneOfItThrows() {
		ScopeStack scopes = new ScopeStack();
		scopes.add(this.thread.makeCurrent(CALL, "a1"));
		scopes.add(() -> {
			throw new IllegalStateException("for a test");
		});
		assertThatExceptionOfType(IllegalStateException.class)
			.isThrownBy(new RunningActivity(scopes, TraceContextOnly.NOTHING, CALL)::close);
	}

	private Tracer withoutBaggage() {
		return (Tracer) Proxy.newProxyInstance(getClass().getClassLoader(), new Class<?>[] { Tracer.class },
				(proxy, method, arguments) -> {
					if (method.getName().equals("createBaggageInScope")) {
						throw new IllegalStateException("for a test");
					}
					try {
						return method.invoke(this.otel, arguments);
					}
					catch (InvocationTargetException ex) {
						throw ex.getCause();
					}
				});
	}

	/**
	 * Handler of an application that does not work.
	 */
	private record BrokenHandler(String broken, Throwable failure) implements ObservationHandler<Observation.Context> {

		@SuppressWarnings("unchecked")
		private <X extends Throwable> void tell(String what) throws X {
			if (this.broken.equals(what)) {
				throw (X) this.failure;
			}
		}

		@Override
		public void onStart(Observation.Context context) {
			tell("start");
		}

		@Override
		public void onScopeOpened(Observation.Context context) {
			tell("open");
		}

		@Override
		public void onScopeClosed(Observation.Context context) {
			tell("close");
		}

		@Override
		public void onStop(Observation.Context context) {
			tell("stop");
		}

		@Override
		public boolean supportsContext(Observation.Context context) {
			return true;
		}

	}

}
