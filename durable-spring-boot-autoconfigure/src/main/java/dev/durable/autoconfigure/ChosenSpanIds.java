package dev.durable.autoconfigure;

import java.util.function.Supplier;

import dev.durable.observation.SpanIdChoice;
import io.opentelemetry.sdk.trace.IdGenerator;
import org.jspecify.annotations.Nullable;

/**
 * {@link IdGenerator} whose span ids are random, but for the spans of orchestrations that
 * are emitted when they have ended and had their id long before.
 */
final class ChosenSpanIds implements IdGenerator, SpanIdChoice {

	private final IdGenerator random = IdGenerator.random();

	private final ThreadLocal<@Nullable String> next = new ThreadLocal<>();

	@Override
	public String generateSpanId() {
		String chosen = this.next.get();
		if (chosen == null) {
			return this.random.generateSpanId();
		}
		this.next.remove();
		return chosen;
	}

	@Override
	public String generateTraceId() {
		return this.random.generateTraceId();
	}

	@Override
	public <T> T choosing(String spanId, Supplier<T> start) {
		this.next.set(spanId);
		try {
			return start.get();
		}
		finally {
			this.next.remove();
		}
	}

}
