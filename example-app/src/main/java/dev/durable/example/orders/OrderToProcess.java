package dev.durable.example.orders;

import java.math.BigDecimal;
import java.time.Duration;
import java.util.List;

import org.jspecify.annotations.Nullable;

/**
 * Input of the orchestration: what it has to know about an order. Settings of the
 * application that it depends on are part of it, because an orchestration goes on with
 * those that it began with.
 *
 * @param orderId the id of the order
 * @param card what to pay with
 * @param total the amount to pay
 * @param lines what is ordered
 * @param approvalTimeLimit how long to wait for approval, or {@code null} if the order
 * needs none
 */
record OrderToProcess(long orderId, String card, BigDecimal total, List<OrderLine> lines,
		@Nullable Duration approvalTimeLimit) {

}
