package dev.durable.web;

import java.time.Instant;
import java.util.Set;

import dev.durable.OrchestrationFilter;
import dev.durable.RuntimeStatus;

/**
 * Deletes all finished instances of a time.
 */
final class AzurePurgeMany implements AzureOperation {

	private final AzureTaskHubs taskHubs;

	AzurePurgeMany(AzureTaskHubs taskHubs) {
		this.taskHubs = taskHubs;
	}

	@Override
	public Reply handle(AzureRequest request) {
		OrchestrationFilter filter = filter(request);
		if (!this.taskHubs.isKnown(request.taskHub())) {
			return AzureAnswers.NOT_FOUND;
		}
		long deleted = request.client().purge(filter);
		request.observed().setDeleted(deleted);
		return (deleted > 0) ? AzureAnswers.instancesDeleted(deleted) : AzureAnswers.NOT_FOUND;
	}

	/**
	 * Return what to delete. Where a list leaves out a filter that cannot be used, this
	 * does not: that would delete more than was meant.
	 */
	private static OrchestrationFilter filter(AzureRequest request) {
		AzureQuery query = request.query();
		Instant from = query.time("createdTimeFrom");
		if (from == null) {
			throw Problem
				.badParameter("createdTimeFrom",
						"Please provide value for 'createdTimeFrom' parameter, a time such as "
								+ "'2026-07-01T12:00:00Z'.")
				.exception();
		}
		Instant to = query.time("createdTimeTo");
		if (to == null && query.text("createdTimeTo") != null) {
			throw Problem.badParameter("createdTimeTo", "Parameter 'createdTimeTo' is not a time.").exception();
		}
		Set<RuntimeStatus> statuses = query.statuses("runtimeStatus");
		if (statuses.isEmpty() && query.text("runtimeStatus") != null) {
			throw Problem.badParameter("runtimeStatus", "Parameter 'runtimeStatus' names no status.").exception();
		}
		return request.taskHub().all().withCreatedFrom(from).withCreatedTo(to).withRuntimeStatuses(statuses);
	}

}
