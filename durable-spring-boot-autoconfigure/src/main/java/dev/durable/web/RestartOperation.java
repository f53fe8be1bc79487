package dev.durable.web;

import dev.durable.OrchestrationClient;

/**
 * Starts an instance again, under a new id unless it is told otherwise.
 */
final class RestartOperation implements Operation {

	private final OrchestrationClient client;

	private final CheckStatus checkStatus;

	RestartOperation(OrchestrationClient client, CheckStatus checkStatus) {
		this.client = client;
		this.checkStatus = checkStatus;
	}

	@Override
	public Reply handle(ManagementRequest request) {
		boolean newInstanceId = request.query().flag("restartWithNewInstanceId", true);
		String started = this.client.restart(request.instanceId(), newInstanceId);
		request.observed().setStartedInstanceId(started);
		return this.checkStatus.answer(request.servlet(), started);
	}

}
