package dev.durable.web;

import java.util.List;

import dev.durable.FailureDetails;
import dev.durable.OrchestrationStatus;
import dev.durable.history.RecordedEvent;
import tools.jackson.core.JsonGenerator;

/**
 * Writes the status of an instance.
 */
final class StatusPayload {

	private StatusPayload() {
	}

	static void write(JsonGenerator json, OrchestrationStatus status, List<RecordedEvent> events, StatusView view) {
		json.writeStartObject();
		json.writeStringProperty("name", status.name());
		json.writeStringProperty("instanceId", status.instanceId());
		json.writeStringProperty("runtimeStatus", status.runtimeStatus().displayName());
		JsonBody.writeRaw(json, "input", view.showInput() ? status.input() : null);
		JsonBody.writeRaw(json, "customStatus", status.customStatus());
		JsonBody.writeRaw(json, "output", status.output());
		json.writeStringProperty("createdTime", status.createdTime().toString());
		json.writeStringProperty("lastUpdatedTime", status.lastUpdatedTime().toString());
		JsonBody.writeIfPresent(json, "version", status.version());
		if (!status.tags().isEmpty()) {
			json.writeObjectPropertyStart("tags");
			status.tags().forEach(json::writeStringProperty);
			json.writeEndObject();
		}
		JsonBody.writeIfPresent(json, "parentInstanceId", status.parentInstanceId());
		JsonBody.writeIfPresent(json, "traceParent", status.traceContext().traceParent());
		FailureDetails failure = status.failure();
		if (failure != null) {
			json.writeName("failure");
			writeFailure(json, failure);
		}
		if (view.showHistory()) {
			json.writeName("historyEvents");
			HistoryPayload.write(json, events, view);
		}
		json.writeEndObject();
	}

	private static void writeFailure(JsonGenerator json, FailureDetails failure) {
		json.writeStartObject();
		json.writeStringProperty("errorType", failure.errorType());
		JsonBody.writeIfPresent(json, "message", failure.message());
		JsonBody.writeIfPresent(json, "stackTrace", failure.stackTrace());
		FailureDetails cause = failure.cause();
		if (cause != null) {
			json.writeName("cause");
			writeFailure(json, cause);
		}
		json.writeEndObject();
	}

}
