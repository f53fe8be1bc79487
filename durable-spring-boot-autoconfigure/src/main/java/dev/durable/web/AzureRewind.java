package dev.durable.web;

import dev.durable.InstanceNotFailedException;

import org.springframework.http.HttpStatus;

/**
 * Lets a failed instance go on.
 */
final class AzureRewind implements AzureOperation {

	private static final String NOT_FAILED = "The rewind operation is only supported on failed orchestration instances.";

	@Override
	public Reply handle(AzureRequest request) {
		String reason = request.query().text("reason");
		request.observed().setReason(reason);
		try {
			request.client().rewind(request.instanceId(), reason);
			return Answer.empty(HttpStatus.ACCEPTED);
		}
		catch (InstanceNotFailedException ex) {
			request.observed().refuse(ex);
			// Clients show people what is in the body, and take it for a string
			return ex.runtimeStatus().isFinished() ? Answer.empty(HttpStatus.GONE)
					: AzureAnswers.json(HttpStatus.PRECONDITION_FAILED, (json) -> json.writeString(NOT_FAILED));
		}
	}

}
