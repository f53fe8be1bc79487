package dev.durable.example.orders;

import java.util.List;

/**
 * Parcels to be shipped.
 *
 * @param orderId the id of the order
 * @param parcels the parcels, one for each line
 */
record Shipping(long orderId, List<Parcel> parcels) {

}
