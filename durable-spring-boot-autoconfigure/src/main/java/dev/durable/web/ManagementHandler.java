package dev.durable.web;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Set;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.web.HttpRequestHandler;
import org.springframework.web.filter.ServerHttpObservationFilter;
import org.springframework.web.servlet.HandlerMapping;
import org.springframework.web.util.DisconnectedClientHelper;

/**
 * Handles every request below the base path, from access to the last byte of the answer,
 * so that nothing of the application has a part in it.
 */
final class ManagementHandler implements HttpRequestHandler {

	private static final Logger logger = LoggerFactory.getLogger(ManagementHandler.class);

	private static final Problem NO_SUCH_OPERATION = Problem.of(HttpStatus.NOT_FOUND, "no-such-operation",
			"No such operation", "There is no such operation in the management API, or it is switched off.");

	private static final Set<String> READING = Set.of("GET", "HEAD");

	private final ManagementSettings settings;

	private final AccessRules access;

	private final ManagementPath path;

	private final Map<ManagementOperation, Operation> operations;

	ManagementHandler(ManagementSettings settings, ManagementPath path,
			Map<ManagementOperation, Operation> operations) {
		this.settings = settings;
		this.access = new AccessRules(settings);
		this.path = path;
		this.operations = operations;
	}

	@Override
	public void handleRequest(HttpServletRequest request, HttpServletResponse response) throws IOException {
		Answer answer;
		try {
			answer = PendingAnswer.isDone(request) ? PendingAnswer.resume(request) : begin(request, response);
		}
		catch (Throwable ex) {
			if (DisconnectedClientHelper.isClientDisconnectedException(ex)) {
				return;
			}
			answer = problem(PendingAnswer.cause(ex), request).answer();
		}
		if (answer != null) {
			answer.writeTo(response);
		}
	}

	private @Nullable Answer begin(HttpServletRequest request, HttpServletResponse response) throws Exception {
		QueryParameters query = new QueryParameters(request.getQueryString());
		this.access.requireAccess(request, query.text("code"));
		Route route = route(request);
		observe(request, this.settings.basePath() + route.pattern());
		if (request.getMethod().equals("OPTIONS")) {
			return Answer.empty(HttpStatus.NO_CONTENT).withHeader(HttpHeaders.ALLOW, route.allow());
		}
		Operation operation = operation(request, route);
		Reply reply = operation.handle(new ManagementRequest(request, route, query));
		return (reply instanceof LaterAnswer later) ? PendingAnswer.await(later, request, response) : (Answer) reply;
	}

	private Route route(HttpServletRequest request) {
		List<String> segments = this.path.segments(request);
		Route route = (segments != null) ? Route.of(segments, this.settings.operations()) : null;
		if (route == null) {
			throw NO_SUCH_OPERATION.exception();
		}
		return route;
	}

	private Operation operation(HttpServletRequest request, Route route) {
		ManagementOperation operation = route.operations().get(request.getMethod());
		if (operation == null) {
			throw Problem
				.of(HttpStatus.METHOD_NOT_ALLOWED, "method-not-allowed", "Method not allowed",
						"Method '" + request.getMethod() + "' is not supported here, only " + route.allow() + ".")
				.withHeader(HttpHeaders.ALLOW, route.allow())
				.exception();
		}
		if (!READING.contains(request.getMethod())) {
			this.access.requireSameOrigin(request);
		}
		Operation found = this.operations.get(operation);
		if (found == null) {
			throw NO_SUCH_OPERATION.exception();
		}
		return found;
	}

	private static void observe(HttpServletRequest request, String pattern) {
		request.setAttribute(HandlerMapping.BEST_MATCHING_PATTERN_ATTRIBUTE, pattern);
		ServerHttpObservationFilter.findObservationContext(request)
			.ifPresent((context) -> context.setPathPattern(pattern));
	}

	private static Problem problem(Throwable ex, HttpServletRequest request) {
		Problem ofCaller = Problems.ofCaller(ex);
		if (ofCaller != null) {
			return ofCaller;
		}
		Problem ofServer = Problems.ofServer(ex);
		if (ofServer.status() == HttpStatus.SERVICE_UNAVAILABLE) {
			logger.warn("{} {} failed: {}", request.getMethod(), request.getRequestURI(), ex.toString());
		}
		else {
			logger.error("{} {} failed", request.getMethod(), request.getRequestURI(), ex);
		}
		return ofServer;
	}

}
