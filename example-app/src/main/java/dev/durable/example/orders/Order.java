package dev.durable.example.orders;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;

import jakarta.persistence.Column;
import jakarta.persistence.ElementCollection;
import jakarta.persistence.Entity;
import jakarta.persistence.EnumType;
import jakarta.persistence.Enumerated;
import jakarta.persistence.FetchType;
import jakarta.persistence.GeneratedValue;
import jakarta.persistence.GenerationType;
import jakarta.persistence.Id;
import jakarta.persistence.OrderColumn;
import jakarta.persistence.SequenceGenerator;
import jakarta.persistence.Table;
import org.hibernate.annotations.JdbcTypeCode;
import org.hibernate.type.SqlTypes;
import org.jspecify.annotations.Nullable;

/**
 * An order of a customer.
 */
@Entity
@Table(name = "orders")
class Order {

	@Id
	@GeneratedValue(strategy = GenerationType.SEQUENCE, generator = "orders_seq")
	@SequenceGenerator(name = "orders_seq", allocationSize = 1)
	private @Nullable Long id;

	@Column(nullable = false, length = 100)
	private String customer;

	@Column(nullable = false, length = 50)
	private String card;

	@Column(nullable = false, precision = 15, scale = 2)
	private BigDecimal total;

	@Enumerated(EnumType.STRING)
	@JdbcTypeCode(SqlTypes.VARCHAR) // else an enum type of H2, of which H2 sometimes
									// returns the position
	@Column(nullable = false, length = 20)
	private OrderState state = OrderState.PLACED;

	private @Nullable String trackingNumber;

	@Column(length = 1000)
	private @Nullable String cancelReason;

	@ElementCollection(fetch = FetchType.EAGER)
	@OrderColumn(name = "position")
	private List<OrderLine> lines = new ArrayList<>();

	@SuppressWarnings("NullAway.Init") // for JPA
	protected Order() {
	}

	Order(String customer, String card, List<OrderLine> lines) {
		this.customer = customer;
		this.card = card;
		this.lines.addAll(lines);
		this.total = lines.stream().map(OrderLine::total).reduce(BigDecimal.ZERO, BigDecimal::add);
	}

	void shipped(String trackingNumber) {
		this.state = OrderState.SHIPPED;
		this.trackingNumber = trackingNumber;
	}

	void cancelled(String reason) {
		this.state = OrderState.CANCELLED;
		this.cancelReason = reason;
	}

	/**
	 * Return the id of the orchestration that processes the order.
	 * @return the instance id, derived from the order's own
	 */
	String instanceId() {
		return instanceId(getId());
	}

	static String instanceId(long id) {
		return "order-" + id;
	}

	long getId() {
		if (this.id == null) {
			throw new IllegalStateException("The order has not been saved yet");
		}
		return this.id;
	}

	String getCustomer() {
		return this.customer;
	}

	String getCard() {
		return this.card;
	}

	BigDecimal getTotal() {
		return this.total;
	}

	OrderState getState() {
		return this.state;
	}

	@Nullable String getTrackingNumber() {
		return this.trackingNumber;
	}

	@Nullable String getCancelReason() {
		return this.cancelReason;
	}

	List<OrderLine> getLines() {
		return List.copyOf(this.lines);
	}

}
