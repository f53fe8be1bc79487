package dev.durable.web;

import dev.durable.OrchestrationClient;
import dev.durable.OrchestrationFilter;

/**
 * Deletes all finished instances that meet a filter. Whatever could make the filter wider
 * than it was meant is refused: parameters that are empty, that come twice or that are
 * not known.
 */
final class PurgeManyOperation implements Operation {

	private final OrchestrationClient client;

	PurgeManyOperation(OrchestrationClient client) {
		this.client = client;
	}

	@Override
	public Reply handle(ManagementRequest request) {
		requireUnmistakable(request.query());
		OrchestrationFilter filter = new FilterParameters(request.query()).filter();
		if (!filter.hasCriteria()) {
			throw Problem
				.badRequest("filter-missing", "Filter missing",
						"To delete many instances takes at least one of the parameters " + FilterParameters.NAMES + ".")
				.exception();
		}
		long deleted = Problems.withArguments(() -> this.client.purge(filter));
		request.observed().setDeleted(deleted);
		return PurgeOperation.answer(deleted);
	}

	private static void requireUnmistakable(QueryParameters query) {
		for (String name : query.names()) {
			if (name.equals("code") || name.isEmpty()) {
				continue;
			}
			if (!FilterParameters.NAMES.contains(name)) {
				throw Problem
					.badParameter(name,
							"Parameter '" + name + "' is not known here; known are " + FilterParameters.NAMES + ".")
					.exception();
			}
			if (query.all(name).stream().anyMatch(String::isBlank)) {
				throw Problem
					.badParameter(name, "Parameter '" + name + "' is empty, which would not restrict anything.")
					.exception();
			}
			if (query.all(name).size() > 1 && !FilterParameters.LISTS.contains(name)) {
				throw Problem.badParameter(name, "Parameter '" + name + "' is there twice.").exception();
			}
		}
	}

}
