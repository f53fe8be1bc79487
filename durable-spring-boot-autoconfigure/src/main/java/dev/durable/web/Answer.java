package dev.durable.web;

import java.io.IOException;

import jakarta.servlet.http.HttpServletResponse;

import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;

/**
 * A complete response.
 *
 * @param status the HTTP status
 * @param headers its headers
 * @param body its body, empty if there is none
 */
record Answer(int status, HttpHeaders headers, byte[] body) implements Reply {

	static Answer json(int status, byte[] body) {
		HttpHeaders headers = new HttpHeaders();
		headers.setContentType(MediaType.APPLICATION_JSON);
		return new Answer(status, headers, body);
	}

	static Answer empty(HttpStatus status) {
		return new Answer(status.value(), new HttpHeaders(), new byte[0]);
	}

	Answer withHeader(String name, String value) {
		HttpHeaders more = new HttpHeaders(this.headers);
		more.set(name, value);
		return new Answer(this.status, more, this.body);
	}

	ResponseEntity<byte[]> toResponseEntity() {
		return ResponseEntity.status(this.status).headers(this.headers).body(this.body);
	}

	void writeTo(HttpServletResponse response) throws IOException {
		response.setStatus(this.status);
		this.headers.forEach((name, values) -> values.forEach((value) -> response.addHeader(name, value)));
		// Statuses change, and links may carry the key
		response.setHeader(HttpHeaders.CACHE_CONTROL, "no-store");
		// Answers quote requests; no browser may take that for a page
		response.setHeader("X-Content-Type-Options", "nosniff");
		response.setContentLength(this.body.length);
		if (this.body.length > 0) {
			response.getOutputStream().write(this.body);
		}
		response.flushBuffer();
	}

}
