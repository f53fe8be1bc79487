package dev.durable.web;

import org.springframework.http.HttpStatus;

/**
 * Does something to an instance for a reason that the query string gives.
 */
final class AzureAction implements AzureOperation {

	private final ReasonOperation.Action action;

	AzureAction(ReasonOperation.Action action) {
		this.action = action;
	}

	@Override
	public Reply handle(AzureRequest request) {
		this.action.run(request.instanceId(), request.query().text("reason"));
		return Answer.empty(HttpStatus.ACCEPTED);
	}

}
