package dev.durable.example.orders;

import java.math.BigDecimal;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;

/**
 * A payment. Its id is the idempotency key of the call that made it, so that it is made
 * once however often the call is repeated.
 */
@Entity
@Table(name = "payments")
class Payment {

	@Id
	@Column(length = 80)
	private String id;

	private long orderId;

	@Column(nullable = false, precision = 15, scale = 2)
	private BigDecimal amount;

	private boolean refunded;

	@SuppressWarnings("NullAway.Init") // for JPA
	protected Payment() {
	}

	Payment(String id, long orderId, BigDecimal amount) {
		this.id = id;
		this.orderId = orderId;
		this.amount = amount;
	}

	void refund() {
		this.refunded = true;
	}

	String getId() {
		return this.id;
	}

	long getOrderId() {
		return this.orderId;
	}

	BigDecimal getAmount() {
		return this.amount;
	}

	boolean isRefunded() {
		return this.refunded;
	}

}
