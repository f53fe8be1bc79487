package dev.durable.web;

import java.util.Map;

import jakarta.servlet.http.HttpServletRequest;

import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;

/**
 * Answers that an instance is under way and where to ask for it.
 */
final class CheckStatus {

	private static final String RETRY_AFTER = "1";

	private final ManagementLinks links;

	CheckStatus(ManagementLinks links) {
		this.links = links;
	}

	Answer answer(HttpServletRequest request, String instanceId) {
		return Answer.json(HttpStatus.ACCEPTED.value(), payload(instanceId, this.links.all(request, instanceId)))
			.withHeader(HttpHeaders.LOCATION, this.links.status(request, instanceId))
			.withHeader(HttpHeaders.RETRY_AFTER, RETRY_AFTER);
	}

	static byte[] payload(String instanceId, Map<String, String> links) {
		return JsonBody.write((json) -> {
			json.writeStartObject();
			json.writeStringProperty("id", instanceId);
			json.writeStringProperty("instanceId", instanceId);
			links.forEach(json::writeStringProperty);
			json.writeObjectPropertyStart("managementUrls");
			links.forEach(json::writeStringProperty);
			json.writeEndObject();
			json.writeEndObject();
		});
	}

}
