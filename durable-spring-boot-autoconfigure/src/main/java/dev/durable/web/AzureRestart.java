package dev.durable.web;

import dev.durable.InstanceNotFoundException;

/**
 * Starts an instance again.
 */
final class AzureRestart implements AzureOperation {

	private final AzureStarted started;

	AzureRestart(AzureStarted started) {
		this.started = started;
	}

	@Override
	public Reply handle(AzureRequest request) {
		boolean newInstanceId = request.query().flag("restartWithNewInstanceId", true);
		return this.started.answer(request, restart(request, newInstanceId));
	}

	private static String restart(AzureRequest request, boolean newInstanceId) {
		try {
			return request.client().restart(request.instanceId(), newInstanceId);
		}
		catch (InstanceNotFoundException ex) {
			throw Problem
				.badRequest("instance-not-found", "InstanceId does not match a valid orchestration instance.",
						"An orchestration with the instanceId " + request.instanceId() + " was not found.")
				.exception();
		}
	}

}
