package dev.durable.observation;

import java.util.function.Supplier;

/**
 * Says which id the next span of a thread is to have. Belongs to the tracer's generator
 * of ids; a tracer without such a thing has {@link #NONE}.
 */
@FunctionalInterface
public interface SpanIdChoice {

	/**
	 * Lets the tracer choose.
	 */
	SpanIdChoice NONE = new SpanIdChoice() {

		@Override
		public <T> T choosing(String spanId, Supplier<T> start) {
			return start.get();
		}

	};

	/**
	 * Start a span with a given id.
	 * @param <T> the type of the span
	 * @param spanId 16 hexadecimal digits, not all zero
	 * @param start starts one span on the current thread
	 * @return what was started
	 */
	<T> T choosing(String spanId, Supplier<T> start);

}
