package dev.durable.web;

import java.time.Duration;

import jakarta.servlet.http.HttpServletRequest;

import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.context.request.async.DeferredResult;

/**
 * A controller of an application that starts orchestrations.
 */
@RestController
class OrderController {

	private final CheckStatusResponses responses;

	OrderController(CheckStatusResponses responses) {
		this.responses = responses;
	}

	@GetMapping("/orders/{id}")
	ResponseEntity<?> order(@PathVariable("id") String id, HttpServletRequest request) {
		return this.responses.createCheckStatusResponse(request, id);
	}

	@GetMapping("/orders/{id}/wait")
	DeferredResult<ResponseEntity<byte[]>> await(@PathVariable("id") String id, HttpServletRequest request) {
		return this.responses.waitForCompletionOrCreateCheckStatusResponse(request, id, Duration.ofMillis(200));
	}

}
