package dev.durable.example.orders;

/**
 * How far an order is.
 */
enum OrderState {

	PLACED, SHIPPED, CANCELLED

}
