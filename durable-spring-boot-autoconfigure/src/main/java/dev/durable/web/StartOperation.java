package dev.durable.web;

import java.time.Duration;

import dev.durable.OrchestrationClient;

/**
 * Starts an instance, and waits for it to finish if it is asked to.
 */
final class StartOperation implements Operation {

	/**
	 * Room for what a request says besides its input.
	 */
	private static final long ENVELOPE = 64 * 1024;

	private static final long MAX_ARRAY = Integer.MAX_VALUE - 16;

	private final OrchestrationClient client;

	private final int maxPayloadSize;

	private final JsonReader json;

	private final CheckStatus checkStatus;

	private final StatusAnswer statusAnswer;

	StartOperation(OrchestrationClient client, int maxPayloadSize, JsonReader json, CheckStatus checkStatus,
			StatusAnswer statusAnswer) {
		this.client = client;
		this.maxPayloadSize = maxPayloadSize;
		this.json = json;
		this.checkStatus = checkStatus;
		this.statusAnswer = statusAnswer;
	}

	@Override
	public Reply handle(ManagementRequest request) {
		Duration timeout = request.query().seconds("timeout");
		StatusView view = StatusView.of(request.query());
		String body = request.body(Math.toIntExact(Math.min(this.maxPayloadSize + ENVELOPE, MAX_ARRAY)));
		String instanceId = StartRequest.read(this.json, body).start(this.client, request.route().subject());
		request.observed().setStartedInstanceId(instanceId);
		Answer accepted = this.checkStatus.answer(request.servlet(), instanceId);
		if (timeout == null || timeout.isZero()) {
			return accepted;
		}
		return new LaterAnswer(this.client.whenComplete(instanceId, timeout), timeout,
				(status) -> this.statusAnswer.outputOf(request.servlet(), view, status, accepted), accepted);
	}

}
