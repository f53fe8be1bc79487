package dev.durable.example.orders;

import java.util.List;

import dev.durable.OrchestrationClient;
import dev.durable.StartOptions;

import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;

/**
 * Accepts orders.
 */
@Service
class OrderService {

	private final OrderRepository orders;

	private final OrchestrationClient orchestrations;

	private final OrderProperties properties;

	OrderService(OrderRepository orders, OrchestrationClient orchestrations, OrderProperties properties) {
		this.orders = orders;
		this.orchestrations = orchestrations;
		this.properties = properties;
	}

	/**
	 * Save an order and start its orchestration, both or neither.
	 * @param newOrder the order
	 * @return the saved order
	 */
	@Transactional
	Order place(NewOrder newOrder) {
		List<OrderLine> lines = newOrder.lines()
			.stream()
			.map((line) -> new OrderLine(line.sku(), line.quantity(), line.price()))
			.toList();
		Order order = this.orders.save(new Order(newOrder.customer(), newOrder.card(), lines));
		this.orchestrations.start("ProcessOrder", toProcess(order), StartOptions.instanceId(order.instanceId()));
		return order;
	}

	private OrderToProcess toProcess(Order order) {
		boolean needsApproval = order.getTotal().compareTo(this.properties.approvalThreshold()) > 0;
		return new OrderToProcess(order.getId(), order.getCard(), order.getTotal(), order.getLines(),
				needsApproval ? this.properties.approvalTimeLimit() : null);
	}

}
