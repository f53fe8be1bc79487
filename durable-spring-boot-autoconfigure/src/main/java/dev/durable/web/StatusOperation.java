package dev.durable.web;

import java.time.Duration;

import dev.durable.InstanceNotFoundException;
import dev.durable.OrchestrationClient;
import dev.durable.OrchestrationStatus;

/**
 * Returns the status of an instance, at once or when it has finished.
 */
final class StatusOperation implements Operation {

	private final OrchestrationClient client;

	private final StatusAnswer statusAnswer;

	StatusOperation(OrchestrationClient client, StatusAnswer statusAnswer) {
		this.client = client;
		this.statusAnswer = statusAnswer;
	}

	@Override
	public Reply handle(ManagementRequest request) {
		StatusView view = StatusView.of(request.query());
		Duration wait = request.query().seconds("waitSeconds");
		if (wait != null && !wait.isZero()) {
			return new LaterAnswer(this.client.whenComplete(request.instanceId(), wait), wait,
					(status) -> this.statusAnswer.of(request.servlet(), view, status));
		}
		OrchestrationStatus status = this.client.status(request.instanceId())
			.orElseThrow(() -> new InstanceNotFoundException(request.instanceId()));
		request.observed().setRuntimeStatus(status.runtimeStatus());
		return this.statusAnswer.of(request.servlet(), view, status);
	}

}
