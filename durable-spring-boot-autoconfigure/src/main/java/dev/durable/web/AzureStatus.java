package dev.durable.web;

import dev.durable.InstanceNotFoundException;

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
		return request.client()
			.status(request.instanceId())
			.map((status) -> this.statusAnswer.of(request, status))
			.orElseThrow(() -> new InstanceNotFoundException(request.instanceId()));
	}

}
