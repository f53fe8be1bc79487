package dev.durable.web;

import java.net.URI;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;

import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ProblemDetail;

/**
 * What went wrong, in the form of RFC 9457.
 *
 * @param status the HTTP status
 * @param type the kind of problem, as the last part of its URN
 * @param title the kind of problem in words
 * @param detail what it is this time, and what to do about it
 * @param members what helps besides: texts, numbers or lists of texts
 * @param headers headers of the response
 */
record Problem(HttpStatus status, String type, String title, String detail, Map<String, Object> members,
		Map<String, String> headers) {

	private static final String TYPE_PREFIX = "urn:durable:problem:";

	Problem {
		members = new LinkedHashMap<>(members);
		headers = new LinkedHashMap<>(headers);
	}

	static Problem of(HttpStatus status, String type, String title, String detail) {
		return new Problem(status, type, title, detail, Map.of(), Map.of());
	}

	static Problem badRequest(String type, String title, String detail) {
		return of(HttpStatus.BAD_REQUEST, type, title, detail);
	}

	static Problem badParameter(String name, String detail) {
		return badRequest("unusable-parameter", "Unusable parameter", detail).with("parameter", name);
	}

	Problem with(String member, Object value) {
		Map<String, Object> more = new LinkedHashMap<>(this.members);
		more.put(member, value);
		return new Problem(this.status, this.type, this.title, this.detail, more, this.headers);
	}

	Problem withHeader(String name, String value) {
		Map<String, String> more = new LinkedHashMap<>(this.headers);
		more.put(name, value);
		return new Problem(this.status, this.type, this.title, this.detail, this.members, more);
	}

	ProblemException exception() {
		return new ProblemException(this);
	}

	ProblemDetail detailed() {
		ProblemDetail problem = ProblemDetail.forStatusAndDetail(this.status, this.detail);
		problem.setType(URI.create(TYPE_PREFIX + this.type));
		problem.setTitle(this.title);
		this.members.forEach(problem::setProperty);
		return problem;
	}

	Answer answer() {
		byte[] body = JsonBody.write((json) -> {
			json.writeStartObject();
			json.writeStringProperty("type", TYPE_PREFIX + this.type);
			json.writeStringProperty("title", this.title);
			json.writeNumberProperty("status", this.status.value());
			json.writeStringProperty("detail", this.detail);
			this.members.forEach((name, value) -> {
				json.writeName(name);
				if (value instanceof Collection<?> values) {
					json.writeStartArray();
					values.forEach((element) -> json.writeString(element.toString()));
					json.writeEndArray();
				}
				else if (value instanceof Integer number) {
					json.writeNumber(number);
				}
				else {
					json.writeString(value.toString());
				}
			});
			json.writeEndObject();
		});
		HttpHeaders headers = new HttpHeaders();
		headers.setContentType(MediaType.APPLICATION_PROBLEM_JSON);
		this.headers.forEach(headers::set);
		return new Answer(this.status.value(), headers, body);
	}

}
