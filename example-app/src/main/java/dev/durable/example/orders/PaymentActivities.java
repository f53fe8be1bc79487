package dev.durable.example.orders;

import dev.durable.Activity;
import dev.durable.ActivityContext;
import dev.durable.example.ActivityLog;

import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Transactional;

/**
 * Takes and gives back money. A payment keeps the idempotency key of the call that made
 * it: a repeated call finds it, another call for the same order is refused.
 */
@Component
class PaymentActivities {

	private final PaymentRepository payments;

	private final ActivityLog activityLog;

	PaymentActivities(PaymentRepository payments, ActivityLog activityLog) {
		this.payments = payments;
		this.activityLog = activityLog;
	}

	@Activity("ChargePayment")
	@Transactional
	void charge(Charge charge, ActivityContext context) {
		this.activityLog.started(context);
		if (charge.card().equals(Mishaps.DECLINED)) {
			throw new OrderRefusedException("The card was declined");
		}
		String key = context.idempotencyKey();
		Payment payment = this.payments.findById(charge.orderId())
			.orElseGet(() -> this.payments.save(new Payment(charge.orderId(), key, charge.amount())));
		if (!payment.getIdempotencyKey().equals(key)) {
			throw new IllegalStateException("Order " + charge.orderId() + " was paid by another call");
		}
	}

	@Activity("RefundPayment")
	@Transactional
	void refund(long orderId, ActivityContext context) {
		this.activityLog.started(context);
		this.payments.findById(orderId).orElseThrow().refund();
	}

}
