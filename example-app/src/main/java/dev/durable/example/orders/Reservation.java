package dev.durable.example.orders;

import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;

/**
 * The stock that is set aside for an order: one reservation per order.
 */
@Entity
@Table(name = "reservations")
class Reservation {

	@Id
	private long orderId;

	private int pieces;

	protected Reservation() {
	}

	Reservation(long orderId, int pieces) {
		this.orderId = orderId;
		this.pieces = pieces;
	}

	long getOrderId() {
		return this.orderId;
	}

	int getPieces() {
		return this.pieces;
	}

}
