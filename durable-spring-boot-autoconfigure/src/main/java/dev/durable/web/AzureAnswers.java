package dev.durable.web;

import java.nio.charset.StandardCharsets;
import java.util.function.Consumer;

import tools.jackson.core.JsonGenerator;

import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;

/**
 * Makes answers that look like Azure's.
 */
final class AzureAnswers {

	private static final MediaType JSON = new MediaType(MediaType.APPLICATION_JSON, StandardCharsets.UTF_8);

	/**
	 * The Python client reads JSON out of it, and finds nothing in an empty body that is
	 * said to be JSON.
	 */
	static final Answer NOT_FOUND = withJsonType(Answer.empty(HttpStatus.NOT_FOUND));

	private AzureAnswers() {
	}

	static Answer json(HttpStatus status, byte[] body) {
		return withJsonType(Answer.json(status.value(), body));
	}

	static Answer json(HttpStatus status, Consumer<JsonGenerator> content) {
		return json(status, JsonBody.write(content));
	}

	static Answer instancesDeleted(long number) {
		return json(HttpStatus.OK, (json) -> {
			json.writeStartObject();
			json.writeNumberProperty("instancesDeleted", number);
			json.writeEndObject();
		});
	}

	/**
	 * Tell of a problem. Clients know what 404 and 410 mean, and show people the message
	 * of all others.
	 */
	static Answer of(Problem problem) {
		if (problem.status() == HttpStatus.NOT_FOUND) {
			return NOT_FOUND;
		}
		if (problem.status() == HttpStatus.GONE) {
			return Answer.empty(HttpStatus.GONE);
		}
		Answer answer = json(problem.status(), (json) -> {
			json.writeStartObject();
			json.writeStringProperty("Message", problem.title());
			json.writeStringProperty("ExceptionMessage", problem.detail());
			json.writeEndObject();
		});
		problem.headers().forEach(answer.headers()::set);
		return answer;
	}

	private static Answer withJsonType(Answer answer) {
		return answer.withHeader(HttpHeaders.CONTENT_TYPE, JSON.toString());
	}

}
