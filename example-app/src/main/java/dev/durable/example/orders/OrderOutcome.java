package dev.durable.example.orders;

import org.jspecify.annotations.Nullable;

/**
 * Output of the orchestration.
 *
 * @param orderId the id of the order
 * @param state how it ended
 * @param trackingNumber where to look for the parcels, or {@code null} if there are none
 * @param reason why the order was cancelled, or {@code null} if it was not
 */
record OrderOutcome(long orderId, OrderState state, @Nullable String trackingNumber, @Nullable String reason) {

	static OrderOutcome shipped(long orderId, String trackingNumber) {
		return new OrderOutcome(orderId, OrderState.SHIPPED, trackingNumber, null);
	}

	static OrderOutcome cancelled(long orderId, String reason) {
		return new OrderOutcome(orderId, OrderState.CANCELLED, null, reason);
	}

}
