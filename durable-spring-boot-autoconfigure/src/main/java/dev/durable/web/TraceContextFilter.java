package dev.durable.web;

import java.io.IOException;
import java.util.Collections;
import java.util.List;

import dev.durable.TraceContext;
import dev.durable.observation.ThreadTraceContextBridge;
import dev.durable.observation.TraceContextBridge;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import org.jspecify.annotations.Nullable;

import org.springframework.web.filter.OncePerRequestFilter;

/**
 * Takes the W3C trace context of a request, with its baggage, so that orchestrations that
 * are started while it is handled become part of the caller's trace, with or without a
 * tracer.
 */
public final class TraceContextFilter extends OncePerRequestFilter {

	private final ThreadTraceContextBridge bridge;

	/**
	 * Create the filter.
	 * @param bridge is given the trace context
	 */
	public TraceContextFilter(ThreadTraceContextBridge bridge) {
		this.bridge = bridge;
	}

	@Override
	protected boolean shouldNotFilterAsyncDispatch() {
		return false;
	}

	@Override
	protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
			throws ServletException, IOException {
		TraceContextBridge.Scope scope = this.bridge.receive(traceContext(request));
		try {
			chain.doFilter(request, response);
		}
		finally {
			scope.close();
		}
	}

	private static TraceContext traceContext(HttpServletRequest request) {
		return TraceContext.ofHeaders(request.getHeader("traceparent"), list(request, "tracestate"),
				list(request, "baggage"));
	}

	private static @Nullable String list(HttpServletRequest request, String header) {
		List<String> values = Collections.list(request.getHeaders(header));
		return values.isEmpty() ? null : String.join(",", values);
	}

}
