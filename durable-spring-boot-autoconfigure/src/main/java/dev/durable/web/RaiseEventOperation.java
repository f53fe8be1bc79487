package dev.durable.web;

import dev.durable.OrchestrationClient;
import dev.durable.RawJson;

import org.springframework.http.HttpStatus;

/**
 * Sends an external event to an instance.
 */
final class RaiseEventOperation implements Operation {

	private final OrchestrationClient client;

	private final JsonReader json;

	private final int maxPayloadSize;

	RaiseEventOperation(OrchestrationClient client, JsonReader json, int maxPayloadSize) {
		this.client = client;
		this.json = json;
		this.maxPayloadSize = maxPayloadSize;
	}

	@Override
	public Reply handle(ManagementRequest request) {
		String body = request.body(this.maxPayloadSize);
		raise(this.client, this.json, request.instanceId(), request.route().eventName(), body);
		return Answer.empty(HttpStatus.ACCEPTED);
	}

	static void raise(OrchestrationClient client, JsonReader json, String instanceId, String eventName, String body) {
		RawJson payload = body.isEmpty() ? null : json.value(body);
		Problems.withArguments(() -> {
			client.raiseEvent(instanceId, eventName, payload);
			return instanceId;
		});
	}

}
