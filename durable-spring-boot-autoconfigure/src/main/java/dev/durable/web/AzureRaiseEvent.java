package dev.durable.web;

import java.io.IOException;

import dev.durable.InstanceFinishedException;
import dev.durable.InstanceNotFoundException;
import dev.durable.OrchestrationClient;
import dev.durable.OrchestrationStatus;
import dev.durable.RawJson;
import org.jspecify.annotations.Nullable;

import org.springframework.http.HttpStatus;

/**
 * Sends an event to an instance.
 */
final class AzureRaiseEvent implements AzureOperation {

	private final OrchestrationClient client;

	private final JsonReader json;

	private final int maxPayloadSize;

	AzureRaiseEvent(OrchestrationClient client, JsonReader json, int maxPayloadSize) {
		this.client = client;
		this.json = json;
		this.maxPayloadSize = maxPayloadSize;
	}

	@Override
	public Reply handle(AzureRequest request) throws IOException {
		try {
			this.client.raiseEvent(request.instanceId(), request.route().detail(), payload(request));
			return Answer.empty(HttpStatus.ACCEPTED);
		}
		catch (IllegalArgumentException ex) {
			requireUnfinished(request.instanceId());
			throw Problems.badArgument(ex).exception();
		}
		catch (ProblemException ex) {
			requireUnfinished(request.instanceId());
			throw ex;
		}
	}

	private @Nullable RawJson payload(AzureRequest request) throws IOException {
		String body = request.json(this.maxPayloadSize);
		return body.isEmpty() ? null : this.json.value(body);
	}

	/**
	 * Whether there is anybody to send to is told before what is wrong with what is sent.
	 */
	private void requireUnfinished(String instanceId) {
		OrchestrationStatus status = this.client.status(instanceId)
			.orElseThrow(() -> new InstanceNotFoundException(instanceId));
		if (status.runtimeStatus().isFinished()) {
			throw new InstanceFinishedException(instanceId, status.runtimeStatus());
		}
	}

}
