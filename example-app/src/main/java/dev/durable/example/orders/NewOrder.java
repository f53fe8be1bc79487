package dev.durable.example.orders;

import java.math.BigDecimal;
import java.util.List;

import jakarta.validation.Valid;
import jakarta.validation.constraints.Digits;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.NotEmpty;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Positive;
import jakarta.validation.constraints.Size;

/**
 * An order as a customer sends it.
 *
 * @param customer who orders
 * @param card what to pay with; {@value Mishaps#DECLINED} is declined
 * @param lines what is ordered
 */
record NewOrder(@Text @Size(max = 100) String customer, @Text @Size(max = 50) String card,
		@NotEmpty @Size(max = 100) List<@NotNull @Valid Line> lines) {

	/**
	 * One line of a new order.
	 *
	 * @param sku the article; see {@link Mishaps} for those that make trouble
	 * @param quantity how many
	 * @param price the price of one
	 */
	record Line(@Text @Size(max = 50) String sku, @Positive @Max(1000) int quantity,
			@NotNull @Positive @Digits(integer = 6, fraction = 2) BigDecimal price) {

	}

}
