package dev.durable.example.orders;

import java.math.BigDecimal;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;

/**
 * The payment of an order, one for each. It keeps the idempotency key of the call that
 * made it, so that a repeated call is recognised.
 */
@Entity
@Table(name = "payments")
class Payment {

	@Id
	private Long orderId;

	@Column(nullable = false, length = 80)
	private String idempotencyKey;

	@Column(nullable = false, precision = 15, scale = 2)
	private BigDecimal amount;

	private boolean refunded;

	@SuppressWarnings("NullAway.Init") // for JPA
	protected Payment() {
	}

	Payment(long orderId, String idempotencyKey, BigDecimal amount) {
		this.orderId = orderId;
		this.idempotencyKey = idempotencyKey;
		this.amount = amount;
	}

	void refund() {
		this.refunded = true;
	}

	long getOrderId() {
		return this.orderId;
	}

	String getIdempotencyKey() {
		return this.idempotencyKey;
	}

	BigDecimal getAmount() {
		return this.amount;
	}

	boolean isRefunded() {
		return this.refunded;
	}

}
