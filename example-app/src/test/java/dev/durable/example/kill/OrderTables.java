package dev.durable.example.kill;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Looks into the example's own tables when no process uses them any more.
 */
final class OrderTables {

	private OrderTables() {
	}

	static void verify(Connection connection, long orders) throws SQLException {
		try (Statement statement = connection.createStatement()) {
			assertThat(count(statement, "orders")).isEqualTo(orders);
			assertThat(count(statement, "orders where state = 'PLACED'")).isZero();
			assertThat(count(statement, "payments")).as("one payment for each order whose card works")
				.isEqualTo(count(statement, "orders where card <> 'declined'"));
			assertThat(count(statement,
					"payments p join orders o on o.id = p.order_id " + "where p.refunded <> (o.state = 'CANCELLED')"))
				.as("refunded if and only if cancelled")
				.isZero();
			assertThat(count(statement, "reservations")).as("one reservation for each order that was shipped")
				.isEqualTo(count(statement, "orders where state = 'SHIPPED'"));
			assertThat(count(statement, "(select order_id from payments group by order_id having count(*) > 1) d"))
				.as("paid twice")
				.isZero();
		}
	}

	private static long count(Statement statement, String what) throws SQLException {
		try (ResultSet result = statement.executeQuery("select count(*) from " + what)) {
			result.next();
			return result.getLong(1);
		}
	}

}
