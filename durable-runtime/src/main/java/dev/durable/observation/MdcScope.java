package dev.durable.observation;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;

import dev.durable.TraceContext;
import org.jspecify.annotations.Nullable;
import org.slf4j.MDC;

/**
 * Time during which log statements of a thread carry a trace context and an instance.
 */
final class MdcScope implements TraceContextBridge.Scope {

	static final String TRACE_ID = "traceId";

	static final String SPAN_ID = "spanId";

	static final String INSTANCE_ID = "durable.instanceId";

	private final Map<String, @Nullable String> previous = new LinkedHashMap<>(4);

	void open(TraceContext traceContext, @Nullable String instanceId) {
		replace(TRACE_ID, traceContext.traceId());
		replace(SPAN_ID, traceContext.spanId());
		replace(INSTANCE_ID, instanceId);
	}

	/**
	 * Return whether log statements of this thread carry an instance already.
	 */
	static boolean isOpen(@Nullable String instanceId) {
		return Objects.equals(MDC.get(INSTANCE_ID), instanceId);
	}

	private void replace(String key, @Nullable String value) {
		String before = MDC.get(key);
		// What is there already, such as by a listener of the tracer, is its owner's
		if (!Objects.equals(before, value)) {
			this.previous.put(key, before);
			put(key, value);
		}
	}

	@Override
	public void close() {
		this.previous.forEach(MdcScope::put);
	}

	private static void put(String key, @Nullable String value) {
		if (value != null) {
			MDC.put(key, value);
		}
		else {
			MDC.remove(key);
		}
	}

}
