package dev.durable.example.orders;

/**
 * A packed line of an order.
 *
 * @param sku the article
 * @param pieces how many are in it
 */
record Parcel(String sku, int pieces) {

}
