package dev.durable.web;

import dev.durable.InstanceFinishedException;
import dev.durable.InstanceNotFoundException;
import dev.durable.OrchestrationStatus;
import dev.durable.RawJson;
import org.jspecify.annotations.Nullable;

import org.springframework.http.HttpStatus;

/**
 * Sends an event to an instance.
 */
final class AzureRaiseEvent implements AzureOperation {

	private final JsonReader json;

	private final int maxPayloadSize;

	AzureRaiseEvent(JsonReader json, int maxPayloadSize) {
		this.json = json;
		this.maxPayloadSize = maxPayloadSize;
	}

	@Override
	public Reply handle(AzureRequest request) {
		try {
			RawJson payload = payload(request);
			return Problems.withArguments(() -> {
				request.client().raiseEvent(request.instanceId(), request.route().detail(), payload);
				return Answer.empty(HttpStatus.ACCEPTED);
			});
		}
		catch (ProblemException ex) {
			requireUnfinished(request);
			throw ex;
		}
	}

	private @Nullable RawJson payload(AzureRequest request) {
		String body = request.json(this.maxPayloadSize);
		return body.isEmpty() ? null : this.json.value(body);
	}

	/**
	 * Whether there is anybody to send to is told before what is wrong with what is sent.
	 */
	private static void requireUnfinished(AzureRequest request) {
		String instanceId = request.instanceId();
		OrchestrationStatus status = request.client()
			.status(instanceId)
			.orElseThrow(() -> new InstanceNotFoundException(instanceId));
		if (status.runtimeStatus().isFinished()) {
			throw new InstanceFinishedException(instanceId, status.runtimeStatus());
		}
	}

}
