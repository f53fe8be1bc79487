package dev.durable.observation;

import dev.durable.TraceContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.slf4j.MDC;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link ThreadTraceContextBridge}.
 */
@SuppressWarnings("try")
class ThreadTraceContextBridgeTests {

	private static final TraceContext FIRST = TraceContext
		.ofHeaders("00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-03", "a=b");

	private static final TraceContext SECOND = TraceContext
		.ofHeaders("00-1af7651916cd43dd8448eb211c80319c-c7ad6b7169203331-00", null);

	private final ThreadTraceContextBridge bridge = new ThreadTraceContextBridge();

	@AfterEach
	void clear() {
		MDC.clear();
	}

	@Test
	void hasNoTraceContextAtFirst() {
		assertThat(this.bridge.current()).isEqualTo(TraceContext.NONE);
	}

	@Test
	void bringsBackWhatWasThereBefore() {
		MDC.put("traceId", "mine");
		try (TraceContextBridge.Scope outer = this.bridge.makeCurrent(FIRST, "one")) {
			assertCurrent(FIRST, "one");
			try (TraceContextBridge.Scope inner = this.bridge.makeCurrent(SECOND, "two")) {
				assertCurrent(SECOND, "two");
			}
			assertCurrent(FIRST, "one");
			try (TraceContextBridge.Scope none = this.bridge.makeCurrent(TraceContext.NONE, "three")) {
				assertCurrent(TraceContext.NONE, "three");
			}
			assertCurrent(FIRST, "one");
		}
		assertThat(this.bridge.current()).isEqualTo(TraceContext.NONE);
		assertThat(MDC.getCopyOfContextMap()).containsOnlyKeys("traceId").containsEntry("traceId", "mine");
	}

	@Test
	void receivesFromOutsideWithoutTouchingTheLog() {
		try (TraceContextBridge.Scope scope = this.bridge.receive(FIRST)) {
			assertThat(this.bridge.current()).isEqualTo(FIRST);
			assertThat(MDC.get("traceId")).isNull();
		}
		assertThat(this.bridge.current()).isEqualTo(TraceContext.NONE);
	}

	private void assertCurrent(TraceContext traceContext, String instanceId) {
		assertThat(this.bridge.current()).isEqualTo(traceContext);
		assertThat(MDC.get("traceId")).isEqualTo(traceContext.traceId());
		assertThat(MDC.get("spanId")).isEqualTo(traceContext.spanId());
		assertThat(MDC.get("durable.instanceId")).isEqualTo(instanceId);
	}

}
