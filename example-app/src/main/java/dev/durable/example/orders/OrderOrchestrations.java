package dev.durable.example.orders;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;

import dev.durable.ActivityOptions;
import dev.durable.EventTimeoutException;
import dev.durable.OrchestrationContext;
import dev.durable.Orchestrator;
import dev.durable.RetryPolicy;
import dev.durable.TaskFailedException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.stereotype.Component;

/**
 * Processes an order: charge, reserve stock, wait for approval if the order is a large
 * one, pack, ship. When a step fails for good, what was done before is undone.
 */
@Component
class OrderOrchestrations {

	private static final Logger logger = LoggerFactory.getLogger(OrderOrchestrations.class);

	private static final int PACKERS = 4;

	private static final ActivityOptions RETRY = ActivityOptions.retry(RetryPolicy.of(4, Duration.ofMillis(200))
		.backoff(2)
		.retryOn((failure) -> !failure.isCausedBy(OrderRefusedException.class)));

	@Orchestrator("ProcessOrder")
	OrderOutcome processOrder(OrchestrationContext context, OrderToProcess order) {
		Deque<Runnable> undo = new ArrayDeque<>();
		try {
			String trackingNumber = process(context, order, undo);
			return OrderOutcome.shipped(order.orderId(), trackingNumber);
		}
		catch (TaskFailedException ex) {
			return cancel(context, order, undo, String.valueOf(ex.failure().message()));
		}
		catch (EventTimeoutException | OrderRefusedException ex) {
			return cancel(context, order, undo, String.valueOf(ex.getMessage()));
		}
	}

	private String process(OrchestrationContext context, OrderToProcess order, Deque<Runnable> undo) {
		Stock stock = context.activities(Stock.class, RETRY);

		context.setCustomStatus("Charging");
		Charge charge = new Charge(order.orderId(), order.card(), order.total());
		context.callActivity("ChargePayment", charge, Void.class, RETRY).await();
		undo.push(() -> context.callActivity("RefundPayment", order.orderId(), Void.class, RETRY).await());

		context.setCustomStatus("Reserving");
		stock.reserve(order);
		undo.push(() -> stock.release(order.orderId()));

		awaitApproval(context, order.approvalTimeLimit());

		context.setCustomStatus("Packing");
		List<Parcel> parcels = context.map(order.lines(), PACKERS,
				(line) -> context.callActivity("PackLine", new Packing(order.orderId(), line), Parcel.class, RETRY));

		context.setCustomStatus("Shipping");
		Shipping shipping = new Shipping(order.orderId(), parcels);
		String trackingNumber = context.callActivity("ShipOrder", shipping, String.class, RETRY).await();
		context.setCustomStatus("Shipped");
		return trackingNumber;
	}

	private void awaitApproval(OrchestrationContext context, @Nullable Duration timeLimit) {
		if (timeLimit == null) {
			return;
		}
		context.setCustomStatus("Waiting for approval");
		Approval approval = context.waitForEvent(Approval.EVENT, Approval.class, timeLimit).await();
		if (!approval.approved()) {
			throw new OrderRefusedException("The order was not approved");
		}
	}

	private OrderOutcome cancel(OrchestrationContext context, OrderToProcess order, Deque<Runnable> undo,
			String reason) {
		context.replaySafe(logger).info("Cancelling order {}: {}", order.orderId(), reason);
		context.setCustomStatus("Cancelling");
		undo.forEach(Runnable::run);
		Cancellation cancellation = new Cancellation(order.orderId(), reason);
		context.callActivity("CancelOrder", cancellation, Void.class, RETRY).await();
		context.setCustomStatus("Cancelled");
		return OrderOutcome.cancelled(order.orderId(), reason);
	}

}
