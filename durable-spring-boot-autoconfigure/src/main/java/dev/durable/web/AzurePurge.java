package dev.durable.web;

/**
 * Deletes a finished instance.
 */
final class AzurePurge implements AzureOperation {

	@Override
	public Reply handle(AzureRequest request) {
		request.client().purge(request.instanceId());
		request.observed().setDeleted(1);
		return AzureAnswers.instancesDeleted(1);
	}

}
