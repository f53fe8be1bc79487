package dev.durable.example.orders;

import java.math.BigDecimal;

import jakarta.persistence.Column;
import jakarta.persistence.Embeddable;

/**
 * A line of an order.
 *
 * @param sku the article
 * @param quantity how many
 * @param price the price of one
 */
@Embeddable
record OrderLine(String sku, int quantity, @Column(precision = 8, scale = 2) BigDecimal price) {

	BigDecimal total() {
		return this.price.multiply(BigDecimal.valueOf(this.quantity));
	}

}
