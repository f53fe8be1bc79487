package dev.durable.example.orders;

import dev.durable.Activity;

/**
 * Activities that set stock aside for an order.
 */
interface Stock {

	@Activity("ReserveStock")
	int reserve(OrderToProcess order);

	@Activity("ReleaseStock")
	void release(long orderId);

}
