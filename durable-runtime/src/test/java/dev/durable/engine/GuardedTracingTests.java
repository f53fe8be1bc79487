package dev.durable.engine;

import dev.durable.TraceContext;
import dev.durable.observation.ObservedActivity;
import dev.durable.observation.ObservedRun;
import dev.durable.observation.OrchestrationTracing;
import dev.durable.observation.ThreadTraceContextBridge;
import dev.durable.observation.TraceContextBridge;
import dev.durable.observation.TraceContextOnly;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.BDDMockito.given;
import static org.mockito.Mockito.mock;

/**
 * Tests for {@link GuardedTracing}.
 */
class GuardedTracingTests {

	private static final TraceContext CALL = TraceContext
		.ofHeaders("00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01", null);

	private final ThreadTraceContextBridge bridge = new ThreadTraceContextBridge();

	/**
	 * It has made a context current, but cannot say which.
	 */
	@Test
	void whatCannotBeUsedIsClosed() {
		OrchestrationTracing tracing = mock();
		given(tracing.running(any())).willReturn(new Unusable(this.bridge.makeCurrent(CALL, "a1")));
		TraceContextBridge none = TraceContextBridge.NONE;
		GuardedTracing guarded = new GuardedTracing(tracing, new TraceContextOnly(none),
				new ObserverGuard(new SimulatedThreads(new SimulatedWorld(1)), tracing));
		guarded.running(new ObservedActivity("a1", "Work", 1, 1, CALL)).close();
		assertThat(this.bridge.current()).isEqualTo(TraceContext.NONE);
	}

	/**
	 * The run of a tracer that does not work.
	 */
	private record Unusable(TraceContextBridge.Scope scope) implements ObservedRun {

		@Override
		public TraceContext traceContext() {
			throw new IllegalStateException("for a test");
		}

		@Override
		public void failed(Throwable failure) {
			// nobody to tell
		}

		@Override
		public void close() {
			this.scope.close();
		}

	}

}
