package dev.durable.web;

import java.io.IOException;

import dev.durable.OrchestrationClient;
import dev.durable.RawJson;
import org.jspecify.annotations.Nullable;

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
	public Reply handle(ManagementRequest request) throws IOException {
		String body = request.body(this.maxPayloadSize);
		RawJson payload = body.isEmpty() ? null : this.json.value(body);
		raise(request.instanceId(), request.route().eventName(), payload);
		return Answer.empty(HttpStatus.ACCEPTED);
	}

	private void raise(String instanceId, String eventName, @Nullable RawJson payload) {
		try {
			this.client.raiseEvent(instanceId, eventName, payload);
		}
		catch (IllegalArgumentException ex) {
			throw Problems.badArgument(ex).exception();
		}
	}

}
