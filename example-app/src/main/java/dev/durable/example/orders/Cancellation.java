package dev.durable.example.orders;

/**
 * An order to be cancelled.
 *
 * @param orderId the id of the order
 * @param reason why
 */
record Cancellation(long orderId, String reason) {

}
