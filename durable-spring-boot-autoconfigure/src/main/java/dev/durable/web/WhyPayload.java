package dev.durable.web;

import java.time.Instant;
import java.util.function.UnaryOperator;

import dev.durable.OrchestrationExplanation;
import dev.durable.Reason;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonGenerator;

/**
 * Writes the explanation of an instance.
 */
final class WhyPayload {

	private WhyPayload() {
	}

	/**
	 * Return the explanation as JSON.
	 * @param status makes the link to the status of an instance
	 * @param why makes the link to the explanation of an instance
	 */
	static byte[] of(OrchestrationExplanation explanation, UnaryOperator<String> status, UnaryOperator<String> why) {
		return JsonBody.write((json) -> write(json, explanation, new ReasonPayload(json, status, why)));
	}

	private static void write(JsonGenerator json, OrchestrationExplanation explanation, ReasonPayload reasons) {
		json.writeStartObject();
		json.writeStringProperty("instanceId", explanation.instanceId());
		json.writeStringProperty("name", explanation.name());
		JsonBody.writeIfPresent(json, "version", explanation.version());
		json.writeStringProperty("runtimeStatus", explanation.runtimeStatus().displayName());
		json.writeNumberProperty("generation", explanation.generation());
		json.writeStringProperty("summary", explanation.summary());
		JsonBody.writeIfPresent(json, "at", explanation.at());
		json.writeArrayPropertyStart("reasons");
		explanation.reasons().forEach(reasons::write);
		json.writeEndArray();
		json.writeNumberProperty("moreReasons", explanation.moreReasons());
		json.writeBooleanProperty("anyOf", explanation.anyOf());
		json.writeArrayPropertyStart("bufferedEvents");
		explanation.bufferedEvents().forEach((name, count) -> {
			json.writeStartObject();
			json.writeStringProperty("name", name);
			json.writeNumberProperty("count", count);
			json.writeEndObject();
		});
		json.writeEndArray();
		writeNode(json, "owner", explanation.owner());
		json.writeStringProperty("basis", ReasonPayload.text(explanation.basis()));
		JsonBody.writeIfPresent(json, "limitation", explanation.limitation());
		json.writeStringProperty("lastUpdatedTime", explanation.lastUpdatedTime().toString());
		json.writeStringProperty("time", explanation.time().toString());
		json.writeEndObject();
	}

	static void writeNode(JsonGenerator json, String name, Reason.@Nullable Node node) {
		if (node == null) {
			return;
		}
		json.writeObjectPropertyStart(name);
		json.writeNumberProperty("id", node.id());
		JsonBody.writeIfPresent(json, "name", node.name());
		Instant heartbeat = node.heartbeatTime();
		JsonBody.writeIfPresent(json, "heartbeatTime", heartbeat);
		json.writeBooleanProperty("here", node.here());
		json.writeEndObject();
	}

}
