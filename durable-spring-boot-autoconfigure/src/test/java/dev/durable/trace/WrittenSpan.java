package dev.durable.trace;

import io.opentelemetry.sdk.trace.data.SpanData;

/**
 * A span as {@link SpanFile} writes it.
 */
record WrittenSpan(String traceId, String spanId, String parentSpanId, String kind, String name, String status) {

	private static final String SEPARATOR = "\t";

	static WrittenSpan parse(String line) {
		String[] parts = line.split(SEPARATOR);
		return new WrittenSpan(parts[0], parts[1], parts[2], parts[3], parts[4], parts[5]);
	}

	static WrittenSpan of(SpanData span) {
		return new WrittenSpan(span.getTraceId(), span.getSpanId(), span.getParentSpanId(), span.getKind().name(),
				span.getName(), span.getStatus().getStatusCode().name());
	}

	String line() {
		return String.join(SEPARATOR, this.traceId, this.spanId, this.parentSpanId, this.kind, this.name, this.status)
				+ System.lineSeparator();
	}

	String described() {
		return this.kind + " " + this.name;
	}

}
