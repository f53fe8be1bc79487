package dev.durable.web;

import dev.durable.InstanceNotFoundException;
import dev.durable.OrchestrationClient;

/**
 * Returns the status of an instance.
 */
final class AzureStatus implements AzureOperation {

	private final OrchestrationClient client;

	private final AzureStatusAnswer statusAnswer;

	AzureStatus(OrchestrationClient client, AzureStatusAnswer statusAnswer) {
		this.client = client;
		this.statusAnswer = statusAnswer;
	}

	@Override
	public Reply handle(AzureRequest request) {
		return this.client.status(request.instanceId())
			.map((status) -> this.statusAnswer.of(request, status))
			.orElseThrow(() -> new InstanceNotFoundException(request.instanceId()));
	}

}
