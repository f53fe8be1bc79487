package dev.durable.web;

import java.util.Locale;
import java.util.function.UnaryOperator;

import dev.durable.FailureDetails;
import dev.durable.Reason;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonGenerator;

/**
 * Writes the reasons why an instance is where it is.
 */
final class ReasonPayload {

	private final JsonGenerator json;

	private final UnaryOperator<String> status;

	private final UnaryOperator<String> why;

	ReasonPayload(JsonGenerator json, UnaryOperator<String> status, UnaryOperator<String> why) {
		this.json = json;
		this.status = status;
		this.why = why;
	}

	void write(Reason reason) {
		this.json.writeStartObject();
		this.json.writeStringProperty("kind", reason.getClass().getSimpleName());
		if (reason instanceof Reason.Event event) {
			this.json.writeStringProperty("name", event.name());
			text("since", event.since());
			text("until", event.until());
			flag("awaited", event.awaited());
		}
		else if (reason instanceof Reason.Activity activity) {
			write(activity);
		}
		else if (reason instanceof Reason.Timer timer) {
			this.json.writeNumberProperty("taskId", timer.taskId());
			text("since", timer.since());
			text("fireAt", timer.fireAt());
			flag("awaited", timer.awaited());
		}
		else if (reason instanceof Reason.SubOrchestration child) {
			write(child);
		}
		else if (reason instanceof Reason.Turn turn) {
			this.json.writeNumberProperty("number", turn.number());
			text("progress", text(turn.progress()));
			text("since", turn.since());
			text("at", turn.at());
		}
		else if (reason instanceof Reason.Messages messages) {
			this.json.writeNumberProperty("count", messages.count());
			flag("more", messages.more());
			text("since", messages.since());
		}
		else {
			writeObstacle(reason);
		}
		this.json.writeEndObject();
	}

	private void write(Reason.Activity activity) {
		this.json.writeStringProperty("name", activity.name());
		this.json.writeNumberProperty("taskId", activity.taskId());
		text("progress", text(activity.progress()));
		this.json.writeNumberProperty("attempt", activity.attempt());
		if (activity.maxAttempts() != null) {
			this.json.writeNumberProperty("maxAttempts", activity.maxAttempts());
		}
		text("since", activity.since());
		text("dueAt", activity.dueAt());
		text("runningSince", activity.runningSince());
		WhyPayload.writeNode(this.json, "node", activity.node());
		failure("lastFailure", activity.lastFailure());
		flag("awaited", activity.awaited());
	}

	private void write(Reason.SubOrchestration child) {
		this.json.writeNumberProperty("taskId", child.taskId());
		this.json.writeStringProperty("instanceId", child.instanceId());
		this.json.writeStringProperty("name", child.name());
		text("version", child.version());
		text("runtimeStatus", (child.runtimeStatus() != null) ? child.runtimeStatus().displayName() : null);
		text("since", child.since());
		text("statusQueryGetUri", this.status.apply(child.instanceId()));
		text("whyUri", this.why.apply(child.instanceId()));
		flag("awaited", child.awaited());
	}

	/**
	 * Write what is not open work.
	 */
	private void writeObstacle(Reason reason) {
		if (reason instanceof Reason.StartTime start) {
			text("startAt", start.startAt());
		}
		else if (reason instanceof Reason.Unclaimed unclaimed) {
			text("since", unclaimed.since());
			text("obstacle", unclaimed.obstacle());
		}
		else if (reason instanceof Reason.MissingCode missing) {
			this.json.writeStringProperty("name", missing.name());
			text("version", missing.version());
			this.json.writeArrayPropertyStart("registered");
			missing.registered().forEach(this.json::writeString);
			this.json.writeEndArray();
			text("since", missing.since());
		}
		else if (reason instanceof Reason.Suspension suspension) {
			text("cause", text(suspension.cause()));
			text("since", suspension.since());
			text("reason", suspension.reason());
		}
		else if (reason instanceof Reason.NonDeterminism difference) {
			this.json.writeNumberProperty("turn", difference.turn());
			this.json.writeNumberProperty("decision", difference.decision());
			this.json.writeStringProperty("history", difference.history());
			this.json.writeStringProperty("code", difference.code());
			flag("recorded", difference.recorded());
		}
		else if (reason instanceof Reason.Trial trial) {
			this.json.writeNumberProperty("takeovers", trial.takeovers());
			this.json.writeNumberProperty("trials", trial.trials());
		}
		else if (reason instanceof Reason.LostOwner lost) {
			WhyPayload.writeNode(this.json, "node", lost.node());
		}
		else if (reason instanceof Reason.End end) {
			text("time", end.time());
			failure("failure", end.failure());
			text("reason", end.reason());
		}
	}

	private void text(String name, @Nullable Object value) {
		JsonBody.writeIfPresent(this.json, name, value);
	}

	private void flag(String name, @Nullable Boolean value) {
		if (value != null) {
			this.json.writeBooleanProperty(name, value);
		}
	}

	private void failure(String name, @Nullable FailureDetails failure) {
		if (failure != null) {
			this.json.writeObjectPropertyStart(name);
			this.json.writeStringProperty("errorType", failure.errorType());
			text("message", failure.message());
			this.json.writeEndObject();
		}
	}

	/**
	 * Return a constant as the other names of the API are written.
	 */
	static String text(Enum<?> constant) {
		StringBuilder text = new StringBuilder();
		for (String word : constant.name().split("_")) {
			text.append(word.charAt(0)).append(word.substring(1).toLowerCase(Locale.ROOT));
		}
		return text.toString();
	}

}
