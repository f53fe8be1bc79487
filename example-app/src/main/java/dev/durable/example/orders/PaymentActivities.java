package dev.durable.example.orders;

import dev.durable.Activity;
import dev.durable.ActivityContext;
import dev.durable.example.ActivityLog;

import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Transactional;

/**
 * Takes and gives back money. The idempotency key of the call is the id of the payment: a
 * repeated call finds the payment that it made before.
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
	String charge(Charge charge, ActivityContext context) {
		this.activityLog.started(context);
		if (charge.card().equals(Mishaps.DECLINED)) {
			throw new OrderRefusedException("The card was declined");
		}
		String key = context.idempotencyKey();
		return this.payments.findById(key)
			.orElseGet(() -> this.payments.save(new Payment(key, charge.orderId(), charge.amount())))
			.getId();
	}

	@Activity("RefundPayment")
	@Transactional
	void refund(String paymentId, ActivityContext context) {
		this.activityLog.started(context);
		this.payments.findById(paymentId).orElseThrow().refund();
	}

}
