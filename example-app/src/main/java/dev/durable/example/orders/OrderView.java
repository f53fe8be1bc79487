package dev.durable.example.orders;

import java.math.BigDecimal;
import java.util.List;

import org.jspecify.annotations.Nullable;

/**
 * An order as its customer sees it.
 *
 * @param id the id of the order
 * @param customer who ordered
 * @param total the amount to pay
 * @param state how far it is
 * @param trackingNumber where to look for the parcels, or {@code null} if there are none
 * @param cancelReason why it was cancelled, or {@code null} if it was not
 * @param lines what was ordered
 */
record OrderView(long id, String customer, BigDecimal total, OrderState state, @Nullable String trackingNumber,
		@Nullable String cancelReason, List<OrderLine> lines) {

	static OrderView of(Order order) {
		return new OrderView(order.getId(), order.getCustomer(), order.getTotal(), order.getState(),
				order.getTrackingNumber(), order.getCancelReason(), order.getLines());
	}

}
