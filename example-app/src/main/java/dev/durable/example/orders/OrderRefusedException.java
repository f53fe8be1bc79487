package dev.durable.example.orders;

/**
 * A step of an order cannot be done, now or later: trying again does not help.
 */
class OrderRefusedException extends RuntimeException {

	private static final long serialVersionUID = 1L;

	OrderRefusedException(String message) {
		super(message);
	}

}
