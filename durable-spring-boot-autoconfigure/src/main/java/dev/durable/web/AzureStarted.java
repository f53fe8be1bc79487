package dev.durable.web;

import java.time.Duration;

/**
 * Answers with the links of a new instance, or with its output if the caller waits for
 * it.
 */
final class AzureStarted {

	private final AzureLinks links;

	private final AzureStatusAnswer statusAnswer;

	AzureStarted(AzureLinks links, AzureStatusAnswer statusAnswer) {
		this.links = links;
		this.statusAnswer = statusAnswer;
	}

	Reply answer(AzureRequest request, String instanceId) {
		request.observed().setStartedInstanceId(instanceId);
		Answer accepted = this.links.checkStatus(request, instanceId);
		// Waiting does not poll, so an interval is not needed
		Duration timeout = request.query().seconds("timeout");
		if (timeout == null) {
			return accepted;
		}
		return new LaterAnswer(request.client().whenComplete(instanceId, timeout), timeout,
				(status) -> this.statusAnswer.outputOf(request, status, accepted), accepted);
	}

}
