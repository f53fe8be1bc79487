package dev.durable.web;

import dev.durable.InstanceNotFoundException;
import dev.durable.OrchestrationStatus;

/**
 * Returns the status of an instance.
 */
final class AzureStatus implements AzureOperation {

	private final AzureStatusAnswer statusAnswer;

	AzureStatus(AzureStatusAnswer statusAnswer) {
		this.statusAnswer = statusAnswer;
	}

	@Override
	public Reply handle(AzureRequest request) {
		OrchestrationStatus status = request.client()
			.status(request.instanceId())
			.orElseThrow(() -> new InstanceNotFoundException(request.instanceId()));
		request.observed().setRuntimeStatus(status.runtimeStatus());
		return this.statusAnswer.of(request, status);
	}

}
