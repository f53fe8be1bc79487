package dev.durable.example.orders;

import java.math.BigDecimal;

/**
 * What is to be paid.
 *
 * @param orderId the id of the order
 * @param card what to pay with
 * @param amount how much
 */
record Charge(long orderId, String card, BigDecimal amount) {

}
