package dev.durable.web;

import dev.durable.InstanceNotFoundException;
import dev.durable.OrchestrationClient;
import dev.durable.OrchestrationExplanation;

import org.springframework.http.HttpStatus;

/**
 * Explains why an instance is where it is.
 */
final class WhyOperation implements Operation {

	private final OrchestrationClient client;

	private final ManagementLinks links;

	WhyOperation(OrchestrationClient client, ManagementLinks links) {
		this.client = client;
		this.links = links;
	}

	@Override
	public Reply handle(ManagementRequest request) {
		OrchestrationExplanation explanation = this.client.explain(request.instanceId())
			.orElseThrow(() -> new InstanceNotFoundException(request.instanceId()));
		return Answer.json(HttpStatus.OK.value(),
				WhyPayload.of(explanation, (instanceId) -> this.links.status(request.servlet(), instanceId),
						(instanceId) -> this.links.why(request.servlet(), instanceId)));
	}

}
