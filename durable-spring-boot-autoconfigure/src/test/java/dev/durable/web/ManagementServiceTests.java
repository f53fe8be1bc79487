package dev.durable.web;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

import dev.durable.web.TestHttp.Response;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.web.server.LocalServerPort;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link ManagementService}, through a controller as an application would have
 * it, with JSON settings as an application could have them.
 */
@SpringBootTest(classes = { WebTestApplication.class, WorkflowController.class },
		webEnvironment = SpringBootTest.WebEnvironment.RANDOM_PORT,
		properties = { "durable.management.enabled=false", "durable.management.system-key=secret",
				"spring.jackson.property-naming-strategy=SNAKE_CASE",
				"spring.jackson.default-property-inclusion=non-null",
				"spring.jackson.serialization.indent-output=true" })
class ManagementServiceTests {

	@Autowired
	private TestOrchestrations orchestrations;

	@Autowired
	private ManagementService management;

	private TestHttp http;

	@BeforeEach
	void setUp(@LocalServerPort int port) {
		this.http = new TestHttp(port);
		this.orchestrations.reset();
	}

	@Test
	void startsAndTellsWhereToAsk() {
		Response started = this.http.post("/workflows/start/Greet", "{\"input\": 1.50, \"instanceId\": \"a b\"}");
		assertThat(started.status()).as(started.body()).isEqualTo(202);
		assertThat(started.header("Content-Type")).isEqualTo("application/json");
		assertThat(started.text("statusQueryGetUri")).isEqualTo("https://orders.example.com/workflows/a%20b");
		assertThat(started.body()).doesNotContain("secret");
		Response status = this.http.get("/workflows/a%20b");
		assertThat(status.status()).isEqualTo(200);
		assertThat(status.body()).startsWith("{\"name\":\"Greet\",\"instanceId\":\"a b\"")
			.contains("\"input\":1.50,\"customStatus\":null")
			.endsWith("\"historyEvents\":[]}");
		assertThat(this.http.post("/workflows/start/Greet").status()).isEqualTo(202);
	}

	@Test
	void purges() {
		this.orchestrations.completed("a1", "1");
		assertThat(this.http.delete("/workflows/a1").body()).isEqualTo("{\"instancesDeleted\":1}");
	}

	@Test
	void tellsProblems() {
		assertProblem(this.http.get("/workflows/missing"), 404, "instance-not-found");
		assertProblem(this.http.post("/workflows/start/Greet", "{"), 400, "malformed-json");
		assertProblem(this.http.post("/workflows/start/Unknown", "{}"), 400, "unknown-orchestrator");
		this.orchestrations.running("a1");
		assertProblem(this.http.delete("/workflows/a1"), 412, "instance-not-finished");
		this.orchestrations.failure = new IllegalStateException("hidden");
		Response failed = this.http.get("/workflows/a1");
		assertProblem(failed, 500, "internal-error");
		assertThat(failed.body()).doesNotContain("hidden");
	}

	@Test
	void raisesEvents() {
		this.orchestrations.running("a1");
		this.management.raiseEvent("a1", "e", " {\"a\": 1} ");
		this.management.raiseEvent("a1", "f", null);
		assertThat(this.orchestrations.calls).containsExactly("event a1 e {\"a\": 1}", "event a1 f null");
	}

	@Test
	void theRoutesAreSwitchedOff() {
		assertThat(this.http.get("/runtime/orchestrations-" + "x").status()).isEqualTo(404);
		assertThat(this.http.raw("GET /runtime/orchestrations/a1")).startsWith("HTTP/1.1 404")
			.doesNotContain("urn:durable");
	}

	@Test
	void theDocumentedControllerIsTheTestedOne() throws IOException {
		String page = Files.readString(Path.of("../docs/http-api.md"));
		String source = Files.readString(Path.of("src/test/java/dev/durable/web/WorkflowController.java"));
		String tested = source.substring(source.indexOf("@RestController\n"), source.indexOf("// end::controller"));
		assertThat(page).contains(tested.strip());
	}

	private static void assertProblem(Response response, int status, String type) {
		assertThat(response.status()).as(response.body()).isEqualTo(status);
		assertThat(response.header("Content-Type")).isEqualTo("application/problem+json");
		assertThat(response.text("type")).isEqualTo("urn:durable:problem:" + type);
	}

}
