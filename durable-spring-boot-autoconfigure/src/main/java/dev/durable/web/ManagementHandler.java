package dev.durable.web;

import java.util.List;
import java.util.Map;

import jakarta.servlet.http.HttpServletRequest;

import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;

/**
 * Handles every request below the base path.
 */
final class ManagementHandler extends AnsweringHandler {

	private static final Problem NO_SUCH_OPERATION = Problem.of(HttpStatus.NOT_FOUND, "no-such-operation",
			"No such operation", "There is no such operation in the management API, or it is switched off.");

	private final ManagementSettings settings;

	private final AccessRules access;

	private final ManagementPath path;

	private final Map<ManagementOperation, Operation> operations;

	private final ManagementObserver observer;

	ManagementHandler(ManagementSettings settings, ManagementPath path, Map<ManagementOperation, Operation> operations,
			ManagementObserver observer) {
		this.settings = settings;
		this.access = new AccessRules(settings);
		this.path = path;
		this.operations = operations;
		this.observer = observer;
	}

	@Override
	Reply handle(HttpServletRequest request) throws Exception {
		QueryParameters query = new QueryParameters(request.getQueryString());
		this.access.requireAccess(request, query.text("code"));
		Route route = route(request);
		observe(request, this.settings.basePath() + route.pattern());
		if (request.getMethod().equals("OPTIONS")) {
			return Answer.empty(HttpStatus.NO_CONTENT).withHeader(HttpHeaders.ALLOW, route.allow());
		}
		ManagementOperation operation = operation(request, route);
		Operation found = this.operations.get(operation);
		if (found == null) {
			throw NO_SUCH_OPERATION.exception();
		}
		ManagementObservationContext observed = new ManagementObservationContext(operation, route.subject(),
				route.eventName());
		return this.observer.observe(observed,
				() -> found.handle(new ManagementRequest(request, route, query, observed)));
	}

	@Override
	Answer answer(Problem problem) {
		return problem.answer();
	}

	private Route route(HttpServletRequest request) {
		List<String> segments = this.path.segments(request);
		Route route = (segments != null) ? Route.of(segments, this.settings.operations()) : null;
		if (route == null) {
			throw NO_SUCH_OPERATION.exception();
		}
		return route;
	}

	private ManagementOperation operation(HttpServletRequest request, Route route) {
		ManagementOperation operation = route.operations().get(request.getMethod());
		if (operation == null) {
			throw Problem
				.of(HttpStatus.METHOD_NOT_ALLOWED, "method-not-allowed", "Method not allowed",
						"Method '" + request.getMethod() + "' is not supported here, only " + route.allow() + ".")
				.withHeader(HttpHeaders.ALLOW, route.allow())
				.exception();
		}
		if (!operation.isSafe()) {
			this.access.requireSameOrigin(request);
		}
		return operation;
	}

}
