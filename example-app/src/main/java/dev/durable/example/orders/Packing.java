package dev.durable.example.orders;

/**
 * A line of an order to be packed.
 *
 * @param orderId the id of the order
 * @param line what to pack
 */
record Packing(long orderId, OrderLine line) {

}
