package dev.durable;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link TraceContext}.
 */
class TraceContextTests {

	private static final String PARENT = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";

	@Test
	void takesTraceParentApart() {
		TraceContext context = TraceContext.ofHeaders(PARENT, "vendor=1,other=2");
		assertThat(context.isEmpty()).isFalse();
		assertThat(context.traceParent()).isEqualTo(PARENT);
		assertThat(context.traceState()).isEqualTo("vendor=1,other=2");
		assertThat(context.traceId()).isEqualTo("0af7651916cd43dd8448eb211c80319c");
		assertThat(context.spanId()).isEqualTo("b7ad6b7169203331");
		assertThat(context.isSampled()).isTrue();
	}

	@ParameterizedTest
	@ValueSource(strings = { "00", "02", "fe" })
	void isNotSampledWithoutTheFlag(String flags) {
		assertThat(TraceContext.ofHeaders(PARENT.substring(0, 53) + flags, null).isSampled()).isFalse();
	}

	@ParameterizedTest
	@NullSource
	@ValueSource(strings = { "", "nonsense", "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331",
			"ff-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01",
			"00-00000000000000000000000000000000-b7ad6b7169203331-01",
			"00-0af7651916cd43dd8448eb211c80319c-0000000000000000-01",
			"00-0AF7651916CD43DD8448EB211C80319C-b7ad6b7169203331-01",
			"00_0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01",
			"00-0af7651916cd43dd8448eb211c80319c_b7ad6b7169203331-01",
			"00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331_01",
			"0x-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01",
			"00-0af7651916cd43dd8448eb211c80319g-b7ad6b7169203331-01",
			"00-0af7651916cd43dd8448eb211c80319c-b7ad6b716920333g-01",
			"00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-0g" })
	void invalidTraceParentIsNoContextAtAll(String traceParent) {
		assertThat(TraceContext.ofHeaders(traceParent, "vendor=1")).isEqualTo(TraceContext.NONE);
	}

	@Test
	void keepsTraceStateUpToItsLimit() {
		String longest = "a=" + "x".repeat(TraceContext.MAX_TRACE_STATE - 2);
		assertThat(TraceContext.ofHeaders(PARENT, longest).traceState()).isEqualTo(longest);
		assertThat(TraceContext.ofHeaders(PARENT, longest + "x")).isEqualTo(new TraceContext(PARENT, null));
	}

	@ParameterizedTest
	@ValueSource(strings = { "", " ", "a=\n", "a=\u0000", "a=é", "a=\u007f" })
	void dropsUnusableTraceState(String traceState) {
		assertThat(TraceContext.ofHeaders(PARENT, traceState)).isEqualTo(new TraceContext(PARENT, null));
	}

	@Test
	void keepsBaggageUpToItsLimit() {
		String longest = "a=" + "x".repeat(TraceContext.MAX_BAGGAGE - 2);
		assertThat(TraceContext.ofHeaders(PARENT, null, longest).baggage()).isEqualTo(longest);
		assertThat(TraceContext.ofHeaders(PARENT, "vendor=1", longest + "x"))
			.isEqualTo(new TraceContext(PARENT, "vendor=1"));
		assertThat(TraceContext.ofHeaders(null, null, "a=1")).isEqualTo(TraceContext.NONE);
	}

	@Test
	void anotherSpanOfTheTraceHasStateAndBaggageToo() {
		TraceContext context = TraceContext.ofHeaders(PARENT, "vendor=1", "a=1");
		assertThat(context.withSpanId("00f067aa0ba902b7"))
			.isEqualTo(new TraceContext(PARENT.replace("b7ad6b7169203331", "00f067aa0ba902b7"), "vendor=1", "a=1"));
	}

	@Test
	void nothingHasNoParts() {
		assertThat(TraceContext.NONE.isEmpty()).isTrue();
		assertThat(TraceContext.NONE.traceId()).isNull();
		assertThat(TraceContext.NONE.spanId()).isNull();
		assertThat(TraceContext.NONE.isSampled()).isFalse();
	}

}
