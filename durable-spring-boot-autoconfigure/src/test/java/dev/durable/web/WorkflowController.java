package dev.durable.web;

import org.springframework.http.HttpStatus;
import org.springframework.http.ProblemDetail;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

/**
 * The controller that the documentation shows.
 */
// tag::controller
@RestController
@RequestMapping("/workflows")
record WorkflowController(ManagementService management) {

	@PostMapping("/start/{name}")
	@ResponseStatus(HttpStatus.ACCEPTED)
	JsonPayload start(@PathVariable String name, @RequestBody(required = false) String request) {
		return this.management.checkStatus("https://orders.example.com/workflows",
				this.management.start(name, request));
	}

	@GetMapping("/{id}")
	JsonPayload status(@PathVariable String id) {
		return this.management.status(id, StatusView.DEFAULT.withHistory(true, true));
	}

	@DeleteMapping("/{id}")
	JsonPayload purge(@PathVariable String id) {
		return this.management.purge(id);
	}

	@ExceptionHandler
	ProblemDetail problem(RuntimeException ex) {
		return this.management.problem(ex);
	}

}
// end::controller
