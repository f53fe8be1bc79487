package dev.durable.web;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;

import dev.durable.FailureDetails;
import dev.durable.OrchestrationStatus;
import dev.durable.RawJson;
import dev.durable.RuntimeStatus;
import dev.durable.history.RecordedEvent;
import tools.jackson.core.JsonGenerator;

import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;

/**
 * Tells Azure's clients of instances.
 */
final class AzureStatusAnswer {

	private static final String RETRY_AFTER = "5";

	private final AzureLinks links;

	AzureStatusAnswer(AzureLinks links) {
		this.links = links;
	}

	Answer of(AzureRequest request, OrchestrationStatus status) {
		StatusView view = request.view();
		List<RecordedEvent> events = view.showHistory() ? request.taskHub().history().of(status.instanceId())
				: List.of();
		Answer answer = AzureAnswers.json(httpStatus(request, view, status.runtimeStatus()),
				(json) -> write(json, status, events, view));
		if (status.runtimeStatus().isFinished()) {
			return answer;
		}
		String location = this.links.status(request, status.instanceId());
		return answer
			// Whoever follows it goes on asking for the same
			.withHeader(HttpHeaders.LOCATION,
					view.serverErrorOnFailure() ? location + "&returnInternalServerErrorOnFailure=true" : location)
			.withHeader(HttpHeaders.RETRY_AFTER, RETRY_AFTER);
	}

	/**
	 * Answer with the output alone if the instance has completed.
	 * @param unfinished the answer if it has not finished
	 */
	Answer outputOf(AzureRequest request, OrchestrationStatus status, Answer unfinished) {
		if (!status.runtimeStatus().isFinished()) {
			return unfinished;
		}
		if (status.runtimeStatus() != RuntimeStatus.COMPLETED) {
			return of(request, status);
		}
		RawJson output = status.output();
		String text = (output != null) ? output.text() : "null";
		return AzureAnswers.json(HttpStatus.OK, text.getBytes(StandardCharsets.UTF_8));
	}

	private static HttpStatus httpStatus(AzureRequest request, StatusView view, RuntimeStatus status) {
		if (!status.isFinished()) {
			return HttpStatus.ACCEPTED;
		}
		if (status == RuntimeStatus.COMPLETED) {
			return HttpStatus.OK;
		}
		return (status == RuntimeStatus.FAILED && view.serverErrorOnFailure()) ? HttpStatus.INTERNAL_SERVER_ERROR
				: request.prefix().failedStatus();
	}

	static void write(JsonGenerator json, OrchestrationStatus status, List<RecordedEvent> events, StatusView view) {
		json.writeStartObject();
		json.writeStringProperty("name", status.name());
		json.writeStringProperty("instanceId", status.instanceId());
		json.writeStringProperty("runtimeStatus", status.runtimeStatus().displayName());
		JsonBody.writeRaw(json, "input", view.showInput() ? status.input() : null);
		JsonBody.writeRaw(json, "customStatus", status.customStatus());
		writeOutput(json, status);
		json.writeStringProperty("createdTime", seconds(status.createdTime()));
		json.writeStringProperty("lastUpdatedTime", seconds(status.lastUpdatedTime()));
		if (view.showHistory()) {
			json.writeName("historyEvents");
			HistoryPayload.write(json, events, view);
		}
		json.writeEndObject();
	}

	/**
	 * Write the output, which of a failed instance is the message.
	 */
	private static void writeOutput(JsonGenerator json, OrchestrationStatus status) {
		FailureDetails failure = status.failure();
		if (status.output() == null && failure != null) {
			String message = failure.message();
			json.writeStringProperty("output", (message != null) ? message : failure.errorType());
		}
		else {
			JsonBody.writeRaw(json, "output", status.output());
		}
	}

	private static String seconds(Instant time) {
		return time.truncatedTo(ChronoUnit.SECONDS).toString();
	}

}
