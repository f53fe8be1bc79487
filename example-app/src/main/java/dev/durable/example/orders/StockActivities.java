package dev.durable.example.orders;

import dev.durable.example.ActivityLog;

import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Transactional;

/**
 * Keeps the reservations in a table. The id of the order makes the activities idempotent:
 * there is one reservation per order, however often it is asked for.
 */
@Component
class StockActivities implements Stock {

	private final ReservationRepository reservations;

	private final ActivityLog activityLog;

	StockActivities(ReservationRepository reservations, ActivityLog activityLog) {
		this.reservations = reservations;
		this.activityLog = activityLog;
	}

	@Override
	@Transactional
	public int reserve(OrderToProcess order) {
		this.activityLog.started("ReserveStock", Order.instanceId(order.orderId()));
		if (order.lines().stream().anyMatch((line) -> line.sku().equals(Mishaps.OUT_OF_STOCK))) {
			throw new OrderRefusedException("An article is out of stock");
		}
		int pieces = order.lines().stream().mapToInt(OrderLine::quantity).sum();
		return this.reservations.save(new Reservation(order.orderId(), pieces)).getPieces();
	}

	@Override
	@Transactional
	public void release(long orderId) {
		this.activityLog.started("ReleaseStock", Order.instanceId(orderId));
		this.reservations.deleteById(orderId);
	}

}
