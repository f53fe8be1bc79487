package dev.durable.example.orders;

import dev.durable.web.CheckStatusResponses;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.validation.Valid;

import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.server.ResponseStatusException;

/**
 * Orders over HTTP.
 */
@RestController
@RequestMapping("/orders")
class OrderController {

	private final OrderService orderService;

	private final OrderRepository orders;

	private final CheckStatusResponses checkStatusResponses;

	OrderController(OrderService orderService, OrderRepository orders, CheckStatusResponses checkStatusResponses) {
		this.orderService = orderService;
		this.orders = orders;
		this.checkStatusResponses = checkStatusResponses;
	}

	@PostMapping
	ResponseEntity<?> place(@Valid @RequestBody NewOrder newOrder, HttpServletRequest request) {
		Order order = this.orderService.place(newOrder);
		return this.checkStatusResponses.createCheckStatusResponse(request, order.instanceId());
	}

	@GetMapping("/{id}")
	OrderView order(@PathVariable long id) {
		return this.orders.findById(id)
			.map(OrderView::of)
			.orElseThrow(() -> new ResponseStatusException(HttpStatus.NOT_FOUND, "There is no order " + id));
	}

}
