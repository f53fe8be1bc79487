package dev.durable.example.orders;

import java.util.Map;
import java.util.TreeMap;

import dev.durable.InstanceAlreadyExistsException;
import tools.jackson.core.JacksonException.Reference;
import tools.jackson.databind.DatabindException;

import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.http.HttpStatus;
import org.springframework.http.ProblemDetail;
import org.springframework.http.converter.HttpMessageNotReadableException;
import org.springframework.validation.FieldError;
import org.springframework.web.bind.MethodArgumentNotValidException;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.RestControllerAdvice;

/**
 * Says what is wrong with an order that is not accepted.
 */
@Order(Ordered.HIGHEST_PRECEDENCE) // before Boot's own, which would not tell what is
									// wrong
@RestControllerAdvice(assignableTypes = OrderController.class)
class OrderProblems {

	@ExceptionHandler
	ProblemDetail invalid(MethodArgumentNotValidException ex) {
		Map<String, String> errors = new TreeMap<>();
		for (FieldError error : ex.getFieldErrors()) {
			errors.merge(error.getField(), String.valueOf(error.getDefaultMessage()), (a, b) -> a + ", " + b);
		}
		ProblemDetail problem = ProblemDetail.forStatusAndDetail(HttpStatus.BAD_REQUEST,
				"The order is not complete or not valid, see 'errors'");
		problem.setTitle("Invalid order");
		problem.setProperty("errors", errors);
		return problem;
	}

	@ExceptionHandler
	ProblemDetail unreadable(HttpMessageNotReadableException ex) {
		String where = (ex.getCause() instanceof DatabindException cause) ? place(cause) : "";
		String detail = where.isEmpty() ? "The order is not JSON"
				: "The order has an unusable value at '" + where + "'";
		return ProblemDetail.forStatusAndDetail(HttpStatus.BAD_REQUEST, detail);
	}

	private static String place(DatabindException ex) {
		StringBuilder place = new StringBuilder();
		for (Reference reference : ex.getPath()) {
			if (reference.getPropertyName() == null) {
				place.append('[').append(reference.getIndex()).append(']');
			}
			else {
				place.append(place.isEmpty() ? "" : ".").append(reference.getPropertyName());
			}
		}
		return place.toString();
	}

	@ExceptionHandler
	ProblemDetail taken(InstanceAlreadyExistsException ex) {
		return ProblemDetail.forStatusAndDetail(HttpStatus.CONFLICT, ex.getMessage());
	}

}
