package dev.durable.example.otlp;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

import com.google.protobuf.ByteString;
import io.opentelemetry.proto.common.v1.KeyValue;
import io.opentelemetry.proto.trace.v1.ResourceSpans;
import io.opentelemetry.proto.trace.v1.Span;
import io.opentelemetry.proto.trace.v1.Span.SpanKind;

/**
 * The spans of one trace that were received, in the order in which they began.
 */
record ReceivedTrace(Set<String> services, List<Span> spans) {

	static ReceivedTrace of(String traceId, List<ResourceSpans> received) {
		Set<String> services = new TreeSet<>();
		List<Span> spans = new ArrayList<>();
		for (ResourceSpans resource : received) {
			List<Span> ofTrace = resource.getScopeSpansList()
				.stream()
				.flatMap((scope) -> scope.getSpansList().stream())
				.filter((span) -> hex(span.getTraceId()).equals(traceId))
				.toList();
			if (!ofTrace.isEmpty()) {
				services.add(attribute(resource.getResource().getAttributesList(), "service.name"));
				spans.addAll(ofTrace);
			}
		}
		spans.sort(Comparator.comparingLong(Span::getStartTimeUnixNano));
		return new ReceivedTrace(services, spans);
	}

	List<Span> named(String name, SpanKind kind) {
		return this.spans.stream().filter((span) -> span.getName().equals(name) && span.getKind() == kind).toList();
	}

	/**
	 * Return how the span and those above it are called, from the span to the root.
	 */
	List<String> namesUpwards(Span span) {
		return upwards(span).stream().map(ReceivedTrace::describe).toList();
	}

	/**
	 * Return the id of the span, in another application, that all began with.
	 */
	String caller(Span span) {
		List<Span> upwards = upwards(span);
		return hex(upwards.get(upwards.size() - 1).getParentSpanId());
	}

	private List<Span> upwards(Span span) {
		List<Span> upwards = new ArrayList<>();
		for (Optional<Span> next = Optional.of(span); next.isPresent(); next = parent(next.get())) {
			upwards.add(next.get());
		}
		return upwards;
	}

	private Optional<Span> parent(Span span) {
		return this.spans.stream().filter((other) -> other.getSpanId().equals(span.getParentSpanId())).findAny();
	}

	private static String attribute(List<KeyValue> attributes, String key) {
		return attributes.stream()
			.filter((attribute) -> attribute.getKey().equals(key))
			.map((attribute) -> attribute.getValue().getStringValue())
			.collect(Collectors.joining());
	}

	private static String describe(Span span) {
		return span.getName() + " " + span.getKind().name().substring("SPAN_KIND_".length());
	}

	private static String hex(ByteString id) {
		return HexFormat.of().formatHex(id.toByteArray());
	}

}
