package dev.durable.web;

import dev.durable.OrchestrationClient;
import org.jspecify.annotations.Nullable;

import org.springframework.http.HttpStatus;

/**
 * Does something to an instance for a reason that the query string gives.
 */
final class AzureAction implements AzureOperation {

	private final Action action;

	AzureAction(Action action) {
		this.action = action;
	}

	@Override
	public Reply handle(AzureRequest request) {
		String reason = request.query().text("reason");
		request.observed().setReason(reason);
		this.action.run(request.client(), request.instanceId(), reason);
		return Answer.empty(HttpStatus.ACCEPTED);
	}

	/**
	 * What to do.
	 */
	@FunctionalInterface
	interface Action {

		void run(OrchestrationClient client, String instanceId, @Nullable String reason);

	}

}
