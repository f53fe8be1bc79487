package dev.durable.web;

import java.util.EnumMap;
import java.util.List;
import java.util.Map;

import jakarta.servlet.http.HttpServletRequest;
import org.jspecify.annotations.Nullable;

/**
 * Handles every request below one of Azure's prefixes.
 */
final class AzureHandler extends AnsweringHandler {

	private final ManagementSettings settings;

	private final AzureSettings azure;

	private final AzureTaskHubs taskHubs;

	private final AccessRules access;

	private final AccessRules anonymousAccess;

	private final Map<AzurePrefix, ManagementPath> paths = new EnumMap<>(AzurePrefix.class);

	private final Map<ManagementOperation, AzureOperation> operations;

	private final ManagementObserver observer;

	AzureHandler(ManagementSettings settings, AzureSettings azure, AzureTaskHubs taskHubs,
			Map<ManagementOperation, AzureOperation> operations, ManagementObserver observer) {
		this.settings = settings;
		this.azure = azure;
		this.taskHubs = taskHubs;
		this.access = new AccessRules(settings);
		this.anonymousAccess = new AccessRules(settings.withOpenToRemote(azure.openToAnonymous()));
		this.operations = operations;
		this.observer = observer;
		for (AzurePrefix prefix : AzurePrefix.values()) {
			this.paths.put(prefix, new ManagementPath(prefix.path(), AzurePrefix::isSameSegment));
		}
	}

	/**
	 * Return the prefix that the path of a request begins with.
	 * @return the prefix, or {@code null} for a path elsewhere
	 */
	@Nullable AzurePrefix prefix(HttpServletRequest request) {
		for (Map.Entry<AzurePrefix, ManagementPath> entry : this.paths.entrySet()) {
			if (entry.getValue().segments(request) != null) {
				return entry.getKey();
			}
		}
		return null;
	}

	@Override
	Reply handle(HttpServletRequest request) throws Exception {
		AzureQuery query = new AzureQuery(request.getQueryString());
		access(request).requireAccess(request, query.text("code"));
		AzurePrefix prefix = prefix(request);
		AzureRoute route = (prefix != null) ? route(prefix, request) : null;
		AzureOperation operation = (route != null) ? this.operations.get(route.operation()) : null;
		if (prefix == null || route == null || operation == null) {
			return AzureAnswers.NOT_FOUND;
		}
		observe(request, prefix.path() + route.pattern());
		if (!request.getMethod().equals("GET")) {
			this.access.requireSameOrigin(request);
		}
		requireConnection(query.text("connection"));
		AzureTaskHub taskHub = this.taskHubs.find(query.text("taskHub"));
		if (taskHub == null) {
			return AzureAnswers.NOT_FOUND;
		}
		ManagementObservationContext observed = route.observed();
		return this.observer.observe(observed,
				() -> operation.handle(new AzureRequest(request, prefix, route, query, taskHub, observed)));
	}

	/**
	 * Return the rules for a caller. These paths are more than one, and the same in upper
	 * and lower case: a filter chain of Spring Security may have forgotten one, and then
	 * nobody is known to be calling.
	 */
	private AccessRules access(HttpServletRequest request) {
		return (request.getUserPrincipal() != null) ? this.access : this.anonymousAccess;
	}

	private @Nullable AzureRoute route(AzurePrefix prefix, HttpServletRequest request) {
		ManagementPath path = this.paths.get(prefix);
		List<String> segments = (path != null) ? path.segments(request) : null;
		AzureRoute route = (segments != null) ? AzureRoute.of(request.getMethod(), segments) : null;
		return (route != null && this.settings.operations().contains(route.operation())) ? route : null;
	}

	private void requireConnection(@Nullable String connection) {
		if (connection != null && !connection.equalsIgnoreCase(this.azure.connection())) {
			throw Problem
				.badParameter("connection",
						"There is no connection '" + connection + "'; the only one is '" + this.azure.connection()
								+ "', which 'durable.management.azure.connection' names.")
				.exception();
		}
	}

	@Override
	Answer answer(Problem problem) {
		return AzureAnswers.of(problem);
	}

}
