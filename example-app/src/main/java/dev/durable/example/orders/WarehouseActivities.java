package dev.durable.example.orders;

import java.time.Duration;

import dev.durable.Activity;
import dev.durable.ActivityContext;
import dev.durable.example.ActivityLog;

import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Transactional;

/**
 * Packs and ships.
 */
@Component
class WarehouseActivities {

	private final OrderRepository orders;

	private final ActivityLog activityLog;

	WarehouseActivities(OrderRepository orders, ActivityLog activityLog) {
		this.orders = orders;
		this.activityLog = activityLog;
	}

	@Activity("PackLine")
	Parcel pack(Packing packing, ActivityContext context) throws InterruptedException {
		this.activityLog.started(context);
		OrderLine line = packing.line();
		Duration packingTime = Mishaps.packingTime(line.sku());
		if (!packingTime.isZero()) {
			Thread.sleep(packingTime.toMillis());
		}
		if (Mishaps.packingFails(line.sku(), context.attempt())) {
			throw new IllegalStateException("The parcel for '" + line.sku() + "' tore");
		}
		return new Parcel(line.sku(), line.quantity());
	}

	@Activity("ShipOrder")
	@Transactional
	String ship(Shipping shipping, ActivityContext context) {
		this.activityLog.started(context);
		String trackingNumber = "T-" + shipping.orderId() + "-" + shipping.parcels().size();
		this.orders.findById(shipping.orderId()).orElseThrow().shipped(trackingNumber);
		return trackingNumber;
	}

	@Activity("CancelOrder")
	@Transactional
	void cancel(Cancellation cancellation, ActivityContext context) {
		this.activityLog.started(context);
		this.orders.findById(cancellation.orderId()).orElseThrow().cancelled(cancellation.reason());
	}

}
