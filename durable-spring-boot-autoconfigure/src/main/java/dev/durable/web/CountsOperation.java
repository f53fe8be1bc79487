package dev.durable.web;

import java.util.Map;

import dev.durable.OrchestrationClient;
import dev.durable.OrchestrationCounts;
import dev.durable.RuntimeStatus;
import tools.jackson.core.JsonGenerator;

import org.springframework.http.HttpStatus;

/**
 * Counts instances.
 */
final class CountsOperation implements Operation {

	private final OrchestrationClient client;

	CountsOperation(OrchestrationClient client) {
		this.client = client;
	}

	@Override
	public Reply handle(ManagementRequest request) {
		OrchestrationCounts counts = this.client.counts();
		return Answer.json(HttpStatus.OK.value(), JsonBody.write((json) -> {
			json.writeStartObject();
			write(json, counts.byStatus());
			json.writeObjectPropertyStart("byName");
			counts.byName().forEach((name, ofName) -> {
				json.writeObjectPropertyStart(name);
				write(json, ofName);
				json.writeEndObject();
			});
			json.writeEndObject();
			json.writeEndObject();
		}));
	}

	private static void write(JsonGenerator json, Map<RuntimeStatus, Long> counts) {
		counts.forEach((status, count) -> json.writeNumberProperty(status.displayName(), count));
	}

}
