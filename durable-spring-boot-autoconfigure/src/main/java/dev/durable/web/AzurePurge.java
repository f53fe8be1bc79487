package dev.durable.web;

import dev.durable.OrchestrationClient;

/**
 * Deletes a finished instance.
 */
final class AzurePurge implements AzureOperation {

	private final OrchestrationClient client;

	AzurePurge(OrchestrationClient client) {
		this.client = client;
	}

	@Override
	public Reply handle(AzureRequest request) {
		this.client.purge(request.instanceId());
		return AzureAnswers.instancesDeleted(1);
	}

}
