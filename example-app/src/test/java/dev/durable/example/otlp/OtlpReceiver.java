package dev.durable.example.otlp;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.zip.GZIPInputStream;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.opentelemetry.proto.collector.metrics.v1.ExportMetricsServiceRequest;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import io.opentelemetry.proto.metrics.v1.Metric;
import io.opentelemetry.proto.trace.v1.ResourceSpans;

/**
 * What a collector is to the application: an HTTP server that takes traces and metrics by
 * the OpenTelemetry protocol.
 */
final class OtlpReceiver implements AutoCloseable {

	private final HttpServer server;

	private final Set<String> paths = new ConcurrentSkipListSet<>();

	private final List<ResourceSpans> spans = new CopyOnWriteArrayList<>();

	private final Set<String> metricNames = new ConcurrentSkipListSet<>();

	OtlpReceiver() throws IOException {
		this.server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
		this.server.createContext("/", this::receive);
		this.server.start();
	}

	String endpoint() {
		return "http://localhost:" + this.server.getAddress().getPort();
	}

	/**
	 * Return options that make a JVM send all its HTTP requests here, whatever host they
	 * are for.
	 */
	String asProxyForAllHosts() {
		return "-Dhttp.proxyHost=localhost -Dhttp.nonProxyHosts= -Dhttp.proxyPort="
				+ this.server.getAddress().getPort();
	}

	/**
	 * Return the paths that something was sent to.
	 */
	Set<String> paths() {
		return this.paths;
	}

	ReceivedTrace trace(String traceId) {
		return ReceivedTrace.of(traceId, this.spans);
	}

	Set<String> metricNames() {
		return this.metricNames;
	}

	private void receive(HttpExchange exchange) throws IOException {
		try (exchange; InputStream body = body(exchange)) {
			String path = exchange.getRequestURI().getPath();
			this.paths.add(path);
			switch (path) {
				case "/v1/traces" ->
					this.spans.addAll(ExportTraceServiceRequest.parseFrom(body).getResourceSpansList());
				case "/v1/metrics" -> add(ExportMetricsServiceRequest.parseFrom(body));
				default -> body.readAllBytes();
			}
			exchange.getResponseHeaders().set("Content-Type", "application/x-protobuf");
			exchange.sendResponseHeaders(200, -1);
		}
	}

	private void add(ExportMetricsServiceRequest request) {
		request.getResourceMetricsList()
			.stream()
			.flatMap((resource) -> resource.getScopeMetricsList().stream())
			.flatMap((scope) -> scope.getMetricsList().stream())
			.map(Metric::getName)
			.forEach(this.metricNames::add);
	}

	private static InputStream body(HttpExchange exchange) throws IOException {
		boolean compressed = "gzip".equals(exchange.getRequestHeaders().getFirst("Content-Encoding"));
		return compressed ? new GZIPInputStream(exchange.getRequestBody()) : exchange.getRequestBody();
	}

	@Override
	public void close() {
		this.server.stop(0);
	}

}
