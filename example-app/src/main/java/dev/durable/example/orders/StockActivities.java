package dev.durable.example.orders;

import dev.durable.example.ActivityLog;

import org.springframework.stereotype.Component;

/**
 * Keeps the reservations in a table. The activities are transactional: what they do to
 * the table and that they are done is committed together, so they need not care whether
 * they have run before.
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
	public int reserve(OrderToProcess order) {
		this.activityLog.started("ReserveStock", Order.instanceId(order.orderId()));
		if (order.lines().stream().anyMatch((line) -> line.sku().equals(Mishaps.OUT_OF_STOCK))) {
			throw new OrderRefusedException("An article is out of stock");
		}
		int pieces = order.lines().stream().mapToInt(OrderLine::quantity).sum();
		return this.reservations.save(new Reservation(order.orderId(), pieces)).getPieces();
	}

	@Override
	public void release(long orderId) {
		this.activityLog.started("ReleaseStock", Order.instanceId(orderId));
		this.reservations.deleteById(orderId);
	}

}
