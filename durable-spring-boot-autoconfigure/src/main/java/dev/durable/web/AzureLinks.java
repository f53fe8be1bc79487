package dev.durable.web;

import java.nio.charset.StandardCharsets;

import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.web.util.UriUtils;

/**
 * Makes links below the prefix by which the caller came, with task hub, connection and
 * system key.
 */
final class AzureLinks {

	private static final String RETRY_AFTER = "10";

	private final ManagementLinks links;

	private final String query;

	AzureLinks(ManagementSettings settings, AzureSettings azure) {
		this.links = new ManagementLinks(settings);
		StringBuilder text = new StringBuilder("&connection=").append(encode(azure.connection()));
		if (!settings.systemKeys().isEmpty()) {
			text.append("&code=").append(encode(settings.systemKeys().get(0)));
		}
		this.query = text.toString();
	}

	String status(AzureRequest request, String instanceId) {
		return of(request, instanceId, "?");
	}

	/**
	 * Answer with all links of an instance.
	 */
	Answer checkStatus(AzureRequest request, String instanceId) {
		String status = status(request, instanceId);
		return AzureAnswers.json(HttpStatus.ACCEPTED, (json) -> {
			json.writeStartObject();
			json.writeStringProperty("id", instanceId);
			json.writeStringProperty("statusQueryGetUri", status);
			json.writeStringProperty("sendEventPostUri", of(request, instanceId, "/raiseEvent/{eventName}?"));
			json.writeStringProperty("terminatePostUri", of(request, instanceId, "/terminate?reason={text}&"));
			json.writeStringProperty("purgeHistoryDeleteUri", status);
			json.writeStringProperty("rewindPostUri", of(request, instanceId, "/rewind?reason={text}&"));
			json.writeStringProperty("restartPostUri", of(request, instanceId, "/restart?"));
			json.writeStringProperty("suspendPostUri", of(request, instanceId, "/suspend?reason={text}&"));
			json.writeStringProperty("resumePostUri", of(request, instanceId, "/resume?reason={text}&"));
			json.writeEndObject();
		}).withHeader(HttpHeaders.LOCATION, status).withHeader(HttpHeaders.RETRY_AFTER, RETRY_AFTER);
	}

	private String of(AzureRequest request, String instanceId, String tail) {
		return this.links.root(request.servlet()) + request.prefix().path() + "/instances/" + encode(instanceId) + tail
				+ "taskHub=" + encode(request.taskHub().name()) + this.query;
	}

	private static String encode(String text) {
		return UriUtils.encode(text, StandardCharsets.UTF_8);
	}

}
