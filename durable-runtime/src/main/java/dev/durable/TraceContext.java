package dev.durable;

import org.jspecify.annotations.Nullable;

/**
 * W3C trace context as it travels with an orchestration, in the form of its HTTP headers,
 * and with it the baggage that the application propagates.
 *
 * @param traceParent the {@code traceparent} header, or {@code null}
 * @param traceState the {@code tracestate} header, or {@code null}
 * @param baggage the {@code baggage} header, or {@code null}
 * @see <a href="https://www.w3.org/TR/trace-context/">W3C Trace Context</a>
 */
public record TraceContext(@Nullable String traceParent, @Nullable String traceState, @Nullable String baggage) {

	/**
	 * No trace context.
	 */
	public static final TraceContext NONE = new TraceContext(null, null, null);

	/**
	 * Longest {@code tracestate} that is kept, in characters.
	 */
	public static final int MAX_TRACE_STATE = 512;

	/**
	 * Longest {@code baggage} that is kept, in characters.
	 */
	public static final int MAX_BAGGAGE = 8192;

	/**
	 * Create a trace context without baggage.
	 * @param traceParent the {@code traceparent} header, or {@code null}
	 * @param traceState the {@code tracestate} header, or {@code null}
	 */
	public TraceContext(@Nullable String traceParent, @Nullable String traceState) {
		this(traceParent, traceState, null);
	}

	/**
	 * Return a trace context of header values as they came from outside: an invalid
	 * {@code traceparent} is no context at all, a {@code tracestate} that is too long or
	 * has control characters is dropped.
	 * @param traceParent the {@code traceparent} header, or {@code null}
	 * @param traceState the {@code tracestate} header, or {@code null}
	 * @return the usable part of both
	 */
	public static TraceContext ofHeaders(@Nullable String traceParent, @Nullable String traceState) {
		return ofHeaders(traceParent, traceState, null);
	}

	/**
	 * Return a trace context of header values as they came from outside: an invalid
	 * {@code traceparent} is no context at all, a {@code tracestate} or {@code baggage}
	 * that is too long or has control characters is dropped.
	 * @param traceParent the {@code traceparent} header, or {@code null}
	 * @param traceState the {@code tracestate} header, or {@code null}
	 * @param baggage the {@code baggage} header, or {@code null}
	 * @return the usable part of all three
	 */
	public static TraceContext ofHeaders(@Nullable String traceParent, @Nullable String traceState,
			@Nullable String baggage) {
		if (traceParent == null || !isValid(traceParent)) {
			return NONE;
		}
		return new TraceContext(traceParent, usable(traceState, MAX_TRACE_STATE), usable(baggage, MAX_BAGGAGE));
	}

	private static @Nullable String usable(@Nullable String value, int limit) {
		boolean usable = value != null && !value.isBlank() && value.length() <= limit
				&& value.chars().allMatch((c) -> c >= 0x20 && c < 0x7f);
		return usable ? value : null;
	}

	/**
	 * Return whether there is no trace context.
	 * @return whether this is nothing
	 */
	public boolean isEmpty() {
		return this.traceParent == null;
	}

	/**
	 * Return the trace id.
	 * @return 32 hexadecimal digits, or {@code null}
	 */
	public @Nullable String traceId() {
		return (this.traceParent != null) ? this.traceParent.substring(3, 35) : null;
	}

	/**
	 * Return the id of the span that is the parent of what follows.
	 * @return 16 hexadecimal digits, or {@code null}
	 */
	public @Nullable String spanId() {
		return (this.traceParent != null) ? this.traceParent.substring(36, 52) : null;
	}

	/**
	 * Return the context of another span of the same trace.
	 * @param spanId 16 hexadecimal digits, not all zero
	 * @return this with the other span; this itself if there is no trace context
	 */
	public TraceContext withSpanId(String spanId) {
		return (this.traceParent != null)
				? new TraceContext(this.traceParent.substring(0, 36) + spanId + this.traceParent.substring(52),
						this.traceState, this.baggage)
				: this;
	}

	/**
	 * Return this with other baggage.
	 * @param value the {@code baggage} header, or {@code null}
	 * @return this with that baggage; this itself if there is no trace context
	 */
	public TraceContext withBaggage(@Nullable String value) {
		return (this.traceParent != null) ? new TraceContext(this.traceParent, this.traceState, value) : this;
	}

	/**
	 * Return whether the caller recorded its trace.
	 * @return whether the sampled flag is set
	 */
	public boolean isSampled() {
		return this.traceParent != null && (Character.digit(this.traceParent.charAt(54), 16) & 1) == 1;
	}

	private static boolean isValid(String value) {
		if (value.length() != 55 || value.startsWith("ff") || value.charAt(2) != '-' || value.charAt(35) != '-'
				|| value.charAt(52) != '-') {
			return false;
		}
		return isHex(value, 0, 2) && isHex(value, 3, 35) && isHex(value, 36, 52) && isHex(value, 53, 55)
				&& !isZero(value, 3, 35) && !isZero(value, 36, 52);
	}

	private static boolean isHex(String value, int from, int to) {
		return value.substring(from, to).chars().allMatch((c) -> (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f'));
	}

	private static boolean isZero(String value, int from, int to) {
		return value.substring(from, to).chars().allMatch((c) -> c == '0');
	}

}
