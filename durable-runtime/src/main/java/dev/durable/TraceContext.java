package dev.durable;

import org.jspecify.annotations.Nullable;

/**
 * W3C trace context as it travels with an orchestration, in the form of its HTTP headers.
 *
 * @param traceParent the {@code traceparent} header, or {@code null}
 * @param traceState the {@code tracestate} header, or {@code null}
 * @see <a href="https://www.w3.org/TR/trace-context/">W3C Trace Context</a>
 */
public record TraceContext(@Nullable String traceParent, @Nullable String traceState) {

	/**
	 * No trace context.
	 */
	public static final TraceContext NONE = new TraceContext(null, null);

	/**
	 * Longest {@code tracestate} that is kept, in characters.
	 */
	public static final int MAX_TRACE_STATE = 512;

	/**
	 * Return a trace context of header values as they came from outside: an invalid
	 * {@code traceparent} is no context at all, a {@code tracestate} that is too long or
	 * has control characters is dropped.
	 * @param traceParent the {@code traceparent} header, or {@code null}
	 * @param traceState the {@code tracestate} header, or {@code null}
	 * @return the usable part of both
	 */
	public static TraceContext ofHeaders(@Nullable String traceParent, @Nullable String traceState) {
		if (traceParent == null || !isValid(traceParent)) {
			return NONE;
		}
		boolean keep = traceState != null && !traceState.isBlank() && traceState.length() <= MAX_TRACE_STATE
				&& traceState.chars().allMatch((c) -> c >= 0x20 && c < 0x7f);
		return new TraceContext(traceParent, keep ? traceState : null);
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
		return (this.traceParent != null) ? new TraceContext(
				this.traceParent.substring(0, 36) + spanId + this.traceParent.substring(52), this.traceState) : this;
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
