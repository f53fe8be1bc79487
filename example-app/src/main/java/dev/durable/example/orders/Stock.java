package dev.durable.example.orders;

import dev.durable.Activity;

/**
 * Activities that set stock aside for an order. They are transactional: a reservation is
 * there, or gone, if and only if the order's history says so.
 */
interface Stock {

	@Activity(value = "ReserveStock", transactional = true)
	int reserve(OrderToProcess order);

	@Activity(value = "ReleaseStock", transactional = true)
	void release(long orderId);

}
