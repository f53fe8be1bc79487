package dev.durable.web;

import java.nio.charset.StandardCharsets;
import java.util.List;

import dev.durable.OrchestrationStatus;
import dev.durable.RawJson;
import dev.durable.RuntimeStatus;
import dev.durable.engine.InstanceHistory;
import dev.durable.history.RecordedEvent;
import jakarta.servlet.http.HttpServletRequest;

import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;

/**
 * Answers with the status of an instance.
 */
final class StatusAnswer {

	private static final String RETRY_AFTER = "1";

	private final InstanceHistory history;

	private final ManagementLinks links;

	private final int failedStatus;

	StatusAnswer(InstanceHistory history, ManagementLinks links, int failedStatus) {
		this.history = history;
		this.links = links;
		this.failedStatus = failedStatus;
	}

	Answer of(HttpServletRequest request, StatusView view, OrchestrationStatus status) {
		List<RecordedEvent> events = view.showHistory() ? this.history.of(status.instanceId()) : List.of();
		byte[] body = JsonBody.write((json) -> StatusPayload.write(json, status, events, view));
		RuntimeStatus runtimeStatus = status.runtimeStatus();
		if (!runtimeStatus.isFinished()) {
			return Answer.json(HttpStatus.ACCEPTED.value(), body)
				.withHeader(HttpHeaders.LOCATION, this.links.status(request, status.instanceId()))
				.withHeader(HttpHeaders.RETRY_AFTER, RETRY_AFTER);
		}
		if (runtimeStatus == RuntimeStatus.COMPLETED) {
			return Answer.json(HttpStatus.OK.value(), body);
		}
		boolean serverError = runtimeStatus == RuntimeStatus.FAILED && view.serverErrorOnFailure();
		return Answer.json(serverError ? HttpStatus.INTERNAL_SERVER_ERROR.value() : this.failedStatus, body);
	}

	/**
	 * Answer with the output alone if the instance has completed.
	 * @param unfinished the answer if it has not finished
	 */
	Answer outputOf(HttpServletRequest request, StatusView view, OrchestrationStatus status, Answer unfinished) {
		if (!status.runtimeStatus().isFinished()) {
			return unfinished;
		}
		if (status.runtimeStatus() != RuntimeStatus.COMPLETED) {
			return of(request, view, status);
		}
		RawJson output = status.output();
		String text = (output != null) ? output.text() : "null";
		return Answer.json(HttpStatus.OK.value(), text.getBytes(StandardCharsets.UTF_8));
	}

}
