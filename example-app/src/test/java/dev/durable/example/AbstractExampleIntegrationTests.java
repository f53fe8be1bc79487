package dev.durable.example;

import java.math.BigDecimal;
import java.util.List;
import java.util.Map;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.resttestclient.autoconfigure.AutoConfigureRestTestClient;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.http.MediaType;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.test.annotation.DirtiesContext;
import org.springframework.test.web.servlet.client.RestTestClient;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for the example application over HTTP, for each database.
 */
@SpringBootTest(webEnvironment = WebEnvironment.RANDOM_PORT, properties = "example.orders.approval-time-limit=3s")
@AutoConfigureRestTestClient
@DirtiesContext // stops the application while it still has its database
abstract class AbstractExampleIntegrationTests {

	@Autowired
	private RestTestClient client;

	@Autowired
	private JdbcClient database;

	@Test
	void helloCitiesGreetsInOrder() {
		var id = start("HelloCities", Map.of());
		var status = awaitEnd(id);
		assertThat(status.path("runtimeStatus").asString()).isEqualTo("Completed");
		assertThat(status.path("output").toString())
			.isEqualTo("[\"Hello Tokyo!\",\"Hello Seattle!\",\"Hello London!\"]");
	}

	@Test
	void helloCitiesStartsWithoutBody() {
		var response = this.client.post()
			.uri("/runtime/orchestrations/start/HelloCities")
			.exchange()
			.expectStatus()
			.isAccepted()
			.expectHeader()
			.exists("Location")
			.expectBody(JsonNode.class)
			.returnResult()
			.getResponseBody();
		assertThat(awaitEnd(response.path("id").asString()).path("output")).hasSize(3);
	}

	@Test
	void counterCountsUntilItIsToldToEnd() {
		var id = start("Counter", Map.of("input", 40));
		raiseEvent(id, "operation", "\"incr\"");
		raiseEvent(id, "operation", "\"incr\"");
		raiseEvent(id, "operation", "\"decr\"");
		raiseEvent(id, "operation", "\"multiply\"");
		raiseEvent(id, "operation", "\"incr\"");
		raiseEvent(id, "operation", "\"end\"");
		var status = awaitEnd(id);
		assertThat(status.path("output").asInt()).isEqualTo(42);
		assertThat(status.path("customStatus").asInt()).isEqualTo(42);
	}

	@Test
	void counterBeginsAtZero() {
		var id = start("Counter", Map.of());
		raiseEvent(id, "operation", "\"decr\"");
		raiseEvent(id, "operation", "\"end\"");
		assertThat(awaitEnd(id).path("output").asInt()).isEqualTo(-1);
	}

	@Test
	void orderIsShipped() {
		var id = order("4242", line("tea", 2, "4.50"), line("slow-1s", 1, "12.00"), line("cup", 1, "3.00"));
		assertShipped(id, awaitEnd(id));
		assertThat(order(id).path("total").decimalValue()).isEqualByComparingTo("24.00");
		assertThat(order(id).path("lines")).hasSize(3);
	}

	@Test
	void orderWithTroublePackingIsShippedAfterRetries() {
		var id = order("4242", line("fail-twice", 1, "5.00"));
		assertShipped(id, awaitEnd(id));
	}

	@Test
	void orderThatCannotBePackedIsUndone() {
		var id = order("4242", line("fail-always", 1, "5.00"), line("tea", 1, "5.00"));
		assertCancelled(id, awaitEnd(id), "The parcel for 'fail-always' tore");
		assertThat(payments(id)).containsExactly("refunded");
	}

	@Test
	void orderThatIsOutOfStockIsUndone() {
		var id = order("4242", line("out-of-stock", 1, "5.00"));
		assertCancelled(id, awaitEnd(id), "An article is out of stock");
		assertThat(payments(id)).containsExactly("refunded");
	}

	@Test
	void orderWhoseCardIsDeclinedIsCancelled() {
		var id = order("declined", line("tea", 1, "5.00"));
		assertCancelled(id, awaitEnd(id), "The card was declined");
		assertThat(payments(id)).isEmpty();
	}

	@Test
	void largeOrderIsShippedOnceApproved() {
		var id = order("4242", line("piano", 1, "8900.00"));
		raiseEvent(id, "Approval", "{\"approved\": true}");
		assertShipped(id, awaitEnd(id));
	}

	@Test
	void largeOrderIsUndoneWhenNotApproved() {
		var id = order("4242", line("piano", 1, "8900.00"));
		raiseEvent(id, "Approval", "{\"approved\": false}");
		assertCancelled(id, awaitEnd(id), "The order was not approved");
		assertThat(payments(id)).containsExactly("refunded");
	}

	@Test
	void largeOrderIsUndoneWhenApprovalDoesNotCome() {
		var id = order("4242", line("piano", 1, "8900.00"));
		assertCancelled(id, awaitEnd(id), "Event 'Approval' did not come within PT3S");
		assertThat(payments(id)).containsExactly("refunded");
	}

	@Test
	void invalidOrderIsNotAccepted() {
		long before = count("orders");
		var problem = postOrder("""
				{"customer": "", "card": "4242", "lines": [{"sku": "tea", "quantity": 0, "price": 5}, null]}""", 400);
		assertThat(problem.path("errors").propertyNames()).containsExactly("customer", "lines[0].quantity", "lines[1]");
		assertThat(count("orders")).isEqualTo(before);
	}

	@Test
	void malformedOrderIsNotAccepted() {
		assertThat(postOrder("{\"customer\": ", 400).path("detail").asString()).isEqualTo("The order is not JSON");
	}

	@Test
	void orderWithValueOfTheWrongTypeIsNotAccepted() {
		var problem = postOrder("""
				{"customer": "Ada", "card": "4242", "lines": [{"sku": "tea", "quantity": 1, "price": "much"}]}""", 400);
		assertThat(problem.path("detail").asString()).isEqualTo("The order has an unusable value at 'lines[0].price'");
	}

	@Test
	void orderWithControlCharactersIsNotAccepted() {
		var problem = postOrder("""
				{"customer": "Ada\\u0000", "card": "4242", "lines": [{"sku": "tea", "quantity": 1, "price": 5}]}""",
				400);
		assertThat(problem.path("errors").path("customer").asString()).isEqualTo("must not contain control characters");
	}

	@Test
	void unknownOrderIsNotFound() {
		var problem = this.client.get()
			.uri("/orders/987654321")
			.exchange()
			.expectStatus()
			.isNotFound()
			.expectBody(JsonNode.class)
			.returnResult()
			.getResponseBody();
		assertThat(problem.path("detail").asString()).isEqualTo("There is no order 987654321");
	}

	@Test
	void orderIsNotSavedWhenItsOrchestrationDoesNotStart() {
		var id = order("4242", line("tea", 1, "5.00"));
		awaitEnd(id);
		var taken = "order-" + (orderId(id) + 1);
		start("Counter", Map.of("instanceId", taken));
		long before = count("orders");
		postOrder("""
				{"customer": "Ada", "card": "4242", "lines": [{"sku": "tea", "quantity": 1, "price": 5}]}""", 409);
		assertThat(count("orders")).isEqualTo(before);
		raiseEvent(taken, "operation", "\"end\"");
		assertThat(awaitEnd(taken).path("name").asString()).isEqualTo("Counter");
	}

	@Test
	void applicationIsHealthy() {
		this.client.get().uri("/actuator/health").exchange().expectStatus().isOk();
	}

	private void assertShipped(String id, JsonNode status) {
		assertThat(status.path("runtimeStatus").asString()).isEqualTo("Completed");
		assertThat(status.path("output").path("state").asString()).isEqualTo("SHIPPED");
		assertThat(order(id).path("state").asString()).isEqualTo("SHIPPED");
		assertThat(order(id).path("trackingNumber")).isEqualTo(status.path("output").path("trackingNumber"));
		assertThat(payments(id)).containsExactly("paid");
		assertThat(reservations(id)).isOne();
	}

	private void assertCancelled(String id, JsonNode status, String reason) {
		assertThat(status.path("runtimeStatus").asString()).isEqualTo("Completed");
		assertThat(status.path("output").path("state").asString()).isEqualTo("CANCELLED");
		assertThat(status.path("output").path("reason").asString()).isEqualTo(reason);
		assertThat(order(id).path("state").asString()).isEqualTo("CANCELLED");
		assertThat(order(id).path("cancelReason").asString()).isEqualTo(reason);
		assertThat(reservations(id)).isZero();
	}

	private String start(String orchestrator, Map<String, ?> body) {
		return this.client.post()
			.uri("/runtime/orchestrations/start/{name}", orchestrator)
			.contentType(MediaType.APPLICATION_JSON)
			.body(body)
			.exchange()
			.expectStatus()
			.isAccepted()
			.expectBody(JsonNode.class)
			.returnResult()
			.getResponseBody()
			.path("id")
			.asString();
	}

	private void raiseEvent(String id, String name, String json) {
		this.client.post()
			.uri("/runtime/orchestrations/{id}/raiseEvent/{name}", id, name)
			.contentType(MediaType.APPLICATION_JSON)
			.body(json)
			.exchange()
			.expectStatus()
			.isAccepted();
	}

	private JsonNode awaitEnd(String id) {
		return this.client.get()
			.uri("/runtime/orchestrations/{id}?waitSeconds=30", id)
			.exchange()
			.expectStatus()
			.isOk()
			.expectBody(JsonNode.class)
			.returnResult()
			.getResponseBody();
	}

	private String order(String card, Line... lines) {
		var response = this.client.post()
			.uri("/orders")
			.contentType(MediaType.APPLICATION_JSON)
			.body(Map.of("customer", "Ada", "card", card, "lines", List.of(lines)))
			.exchange()
			.expectStatus()
			.isAccepted()
			.expectHeader()
			.exists("Location")
			.expectBody(JsonNode.class)
			.returnResult()
			.getResponseBody();
		return response.path("id").asString();
	}

	private JsonNode postOrder(String json, int expectedStatus) {
		return this.client.post()
			.uri("/orders")
			.contentType(MediaType.APPLICATION_JSON)
			.body(json)
			.exchange()
			.expectStatus()
			.isEqualTo(expectedStatus)
			.expectHeader()
			.contentTypeCompatibleWith(MediaType.APPLICATION_PROBLEM_JSON)
			.expectBody(JsonNode.class)
			.returnResult()
			.getResponseBody();
	}

	private static Line line(String sku, int quantity, String price) {
		return new Line(sku, quantity, new BigDecimal(price));
	}

	private JsonNode order(String instanceId) {
		return this.client.get()
			.uri("/orders/{id}", orderId(instanceId))
			.exchange()
			.expectStatus()
			.isOk()
			.expectBody(JsonNode.class)
			.returnResult()
			.getResponseBody();
	}

	private long orderId(String instanceId) {
		assertThat(instanceId).startsWith("order-");
		return Long.parseLong(instanceId.substring("order-".length()));
	}

	private List<@Nullable Object> payments(String instanceId) {
		return this.database
			.sql("select case when refunded then 'refunded' else 'paid' end from payments "
					+ "where order_id = ? and amount > 0")
			.param(orderId(instanceId))
			.query()
			.singleColumn();
	}

	private long reservations(String instanceId) {
		return this.database.sql("select count(*) from reservations where order_id = ?")
			.param(orderId(instanceId))
			.query(Long.class)
			.single();
	}

	private long count(String table) {
		return this.database.sql("select count(*) from " + table).query(Long.class).single();
	}

	private record Line(String sku, int quantity, BigDecimal price) {

	}

}
