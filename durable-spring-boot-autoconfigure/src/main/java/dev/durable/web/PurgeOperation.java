package dev.durable.web;

import dev.durable.OrchestrationClient;

import org.springframework.http.HttpStatus;

/**
 * Deletes a finished instance.
 */
final class PurgeOperation implements Operation {

	private final OrchestrationClient client;

	PurgeOperation(OrchestrationClient client) {
		this.client = client;
	}

	@Override
	public Reply handle(ManagementRequest request) {
		this.client.purge(request.instanceId());
		request.observed().setDeleted(1);
		return answer(1);
	}

	static Answer answer(long deleted) {
		return Answer.json(HttpStatus.OK.value(), payload(deleted));
	}

	static byte[] payload(long deleted) {
		return JsonBody.write((json) -> {
			json.writeStartObject();
			json.writeNumberProperty("instancesDeleted", deleted);
			json.writeEndObject();
		});
	}

}
