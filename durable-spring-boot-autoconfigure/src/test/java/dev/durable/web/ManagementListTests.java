package dev.durable.web;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;

import dev.durable.OrchestrationFilter;
import dev.durable.OrchestrationQuery;
import dev.durable.RuntimeStatus;
import dev.durable.web.TestHttp.Response;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.web.server.LocalServerPort;

import static dev.durable.web.ManagementApiTests.assertProblem;
import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests of how the management API lists, counts and purges many instances, with
 * orchestrations that do what a test tells them.
 */
@SpringBootTest(classes = WebTestApplication.class, webEnvironment = SpringBootTest.WebEnvironment.RANDOM_PORT,
		properties = { "durable.limits.max-payload-size=100KB", "durable.limits.max-json-depth=50" })
class ManagementListTests {

	private static final String BASE = "/runtime/orchestrations";

	@Autowired
	private TestOrchestrations orchestrations;

	private TestHttp http;

	@BeforeEach
	void setUp(@LocalServerPort int port) {
		this.http = new TestHttp(port);
		this.orchestrations.reset();
	}

	@Test
	void listsStatuses() {
		this.orchestrations.running("a1");
		for (String path : List.of("", "/", "?showInput=true", "/?top=100&unknown=1")) {
			Response response = this.http.get(BASE + path);
			assertThat(response.status()).isEqualTo(200);
			assertThat(response.header("Content-Type")).isEqualTo("application/json");
			assertThat(response.header("Cache-Control")).isEqualTo("no-store");
			assertThat(response.header("x-ms-continuation-token")).isNull();
			assertThat(response.body()).isEqualTo("[" + this.http.get(BASE + "/a1").body() + "]");
		}
		assertThat(this.orchestrations.queries).containsOnly(OrchestrationQuery.DEFAULT);
		this.orchestrations.reset();
		assertThat(this.http.get(BASE).body()).isEqualTo("[]");
	}

	@Test
	void readsFilters() {
		OrchestrationFilter filter = list(
				"runtimeStatus=Running,continuedasnew&runtimeStatus=PENDING,&name=Order+%C3%A4"
						+ "&instanceIdPrefix=a%2Bb.+&createdTimeFrom=2026-07-01T12:00:00.123456789Z"
						+ "&createdTimeTo=2026-07-01t14:00:00%2B02:00&tag=customer:c:1&tag=empty:")
			.filter();
		assertThat(filter).isEqualTo(new OrchestrationFilter(null,
				Set.of(RuntimeStatus.RUNNING, RuntimeStatus.CONTINUED_AS_NEW, RuntimeStatus.PENDING), "Order ä",
				"a+b. ", Instant.parse("2026-07-01T12:00:00.123456789Z"), Instant.parse("2026-07-01T12:00:00Z"),
				Map.of("customer", "c:1", "empty", "")));
	}

	@ParameterizedTest
	@ValueSource(strings = { "2026-07-01T12:00:00Z", "2026-07-01T12:00:00+00:00", "2026-07-01T12:00:00%2B00:00",
			"2026-07-01T12:00:00.000-00:00", "2026-07-01T12:00:00.0000000Z", "2026-07-01T14:00:00+02:00",
			"2026-07-01T12:00Z" })
	void readsTimes(String time) {
		assertThat(list("createdTimeFrom=" + time).filter().createdFrom())
			.isEqualTo(Instant.parse("2026-07-01T12:00:00Z"));
	}

	@Test
	void emptyParametersOfListsAreAbsent() {
		assertThat(list("runtimeStatus=&name=&instanceIdPrefix=&createdTimeFrom=&createdTimeTo=&tag=&top="
				+ "&continuationToken=&showInput="))
			.isEqualTo(OrchestrationQuery.DEFAULT);
	}

	@ParameterizedTest
	@CsvSource({ "runtimeStatus=Done,runtimeStatus,Done", "'runtimeStatus=Running,Don',runtimeStatus,Don",
			"createdTimeFrom=yesterday,createdTimeFrom,yesterday",
			"createdTimeTo=2026-07-01T12:00:00,createdTimeTo,2026-07-01T12:00:00",
			"createdTimeTo=2026-02-30T12:00:00Z,createdTimeTo,2026-02-30T12:00:00Z",
			"createdTimeFrom=1751371200,createdTimeFrom,1751371200", "tag=customer,tag,customer", "tag=:c1,tag,:c1",
			"tag=a:1&tag=a:2,tag,a", "top=0,top,0", "top=1001,top,1001", "top=-1,top,-1", "top=ten,top,ten",
			"top=1e2,top,1e2", "top=99999999999,top,99999999999", "showInput=1,showInput,1" })
	void unusableParametersAreNamed(String query, String parameter, String value) {
		Response response = this.http.get(BASE + "?" + query);
		assertProblem(response, 400, "unusable-parameter");
		assertThat(response.text("parameter")).isEqualTo(parameter);
		assertThat(response.text("detail")).contains("'" + parameter + "'", "'" + value + "'");
		assertThat(this.orchestrations.queries).isEmpty();
	}

	@Test
	void passesTokensOn() {
		this.orchestrations.nextToken = "next_1-";
		Response response = this.http.get(BASE + "?top=1&showInput=false");
		assertThat(response.header("x-ms-continuation-token")).isEqualTo("next_1-");
		assertThat(list("continuationToken=a&top=7").continuationToken()).isEqualTo("a");
		this.http.get(BASE + "?continuationToken=a", "x-ms-continuation-token", "b");
		assertThat(this.orchestrations.queries).extracting(OrchestrationQuery::continuationToken)
			.containsExactly(null, "a", "b");
		assertThat(this.orchestrations.queries).extracting(OrchestrationQuery::pageSize).containsExactly(1, 7, 100);
		assertThat(this.orchestrations.queries).extracting(OrchestrationQuery::includeInput)
			.containsExactly(false, true, true);
		this.orchestrations.failure = new IllegalArgumentException("The continuation token is not usable");
		assertProblem(this.http.get(BASE + "?continuationToken=x"), 400, "unusable-argument");
	}

	@Test
	void counts() {
		this.orchestrations.running("a1");
		this.orchestrations.running("a2");
		this.orchestrations.completed("a3", "1");
		for (String path : List.of("/counts", "/counts/")) {
			Response response = this.http.get(BASE + path);
			assertThat(response.status()).isEqualTo(200);
			assertThat(response.body())
				.isEqualTo("{\"Pending\":0,\"Running\":2,\"Suspended\":0,\"ContinuedAsNew\":0,\"Completed\":1,"
						+ "\"Failed\":0,\"Terminated\":0,\"Canceled\":0,"
						+ "\"byName\":{\"Greet\":{\"Running\":2,\"Completed\":1}}}");
		}
	}

	@Test
	void purgesMany() {
		for (String path : List.of("", "/")) {
			Response response = this.http.delete(BASE + path + "?runtimeStatus=Completed&createdTimeTo="
					+ "2026-07-01T12:00:00+00:00&tag=a:1&tag=b:2&code=key");
			assertThat(response.status()).isEqualTo(200);
			assertThat(response.body()).matches("\\{\"instancesDeleted\":[12]}");
		}
		assertThat(this.orchestrations.purges)
			.containsOnly(OrchestrationFilter.ALL.withRuntimeStatus(RuntimeStatus.COMPLETED)
				.withCreatedTo(Instant.parse("2026-07-01T12:00:00Z"))
				.withTag("a", "1")
				.withTag("b", "2"));
		this.orchestrations.failure = new IllegalArgumentException("Instance id prefix is not usable");
		assertProblem(this.http.delete(BASE + "/?instanceIdPrefix=x"), 400, "unusable-argument");
	}

	@ParameterizedTest
	@ValueSource(strings = { "createdTimeFrom=&runtimeStatus=Failed", "runtimeStatus=", "runtimeStatus=+", "tag=",
			"createdtimeTo=2026-07-01T12:00:00Z&runtimeStatus=Failed", "runtimeStatus=Failed&top=10",
			"runtimeStatus=Failed&createdTimeTo=soon", "name=a&name=b", "runtimeStatus=Running&showInput=true" })
	void purgesNothingWhenTheFilterMayBeMistaken(String query) {
		assertProblem(this.http.delete(BASE + "/?" + query), 400, "unusable-parameter");
		assertThat(this.orchestrations.purges).isEmpty();
	}

	@ParameterizedTest
	@ValueSource(strings = { "", "/", "?", "/?code=key", "?runtimeStatus=,", "?runtimeStatus=,&code=x" })
	void purgesNothingWithoutFilter(String path) {
		assertProblem(this.http.delete(BASE + path), 400, "filter-missing");
		assertThat(this.orchestrations.purges).isEmpty();
	}

	@Test
	void methods() {
		assertThat(this.http.method("OPTIONS", BASE).header("Allow")).isEqualTo("GET, HEAD, DELETE, OPTIONS");
		assertThat(this.http.method("OPTIONS", BASE + "/counts").header("Allow")).isEqualTo("GET, HEAD, OPTIONS");
		Response post = this.http.post(BASE + "/", "{}");
		assertProblem(post, 405, "method-not-allowed");
		assertThat(post.header("Allow")).isEqualTo("GET, HEAD, DELETE, OPTIONS");
		assertProblem(this.http.delete(BASE + "/counts"), 405, "method-not-allowed");
		for (String path : List.of("", "/", "/counts")) {
			Response head = this.http.method("HEAD", BASE + path);
			assertThat(head.status()).isEqualTo(200);
			assertThat(head.body()).isEmpty();
			assertThat(head.header("Content-Type")).isEqualTo("application/json");
		}
	}

	@Test
	void readsFromOtherOriginsChangeNothingAndPurgesAreRefused() {
		assertThat(this.http.get(BASE, "Origin", "https://evil.example").status()).isEqualTo(200);
		assertThat(this.http.get(BASE + "/counts", "Origin", "https://evil.example").status()).isEqualTo(200);
		assertThat(this.http.delete(BASE + "/?runtimeStatus=Completed", "Origin", "https://evil.example").status())
			.isEqualTo(403);
		assertThat(this.orchestrations.purges).isEmpty();
	}

	@ParameterizedTest
	@ValueSource(strings = { "start", "counts" })
	void idsThatPathsNeedAreRefused(String id) {
		Response response = this.http.post(BASE + "/start/Greet", "{\"instanceId\":\"" + id + "\"}");
		assertProblem(response, 400, "unusable-property");
		assertThat(response.text("property")).isEqualTo("instanceId");
		assertThat(this.orchestrations.size()).isZero();
		assertThat(this.http.post(BASE + "/start/Greet", "{\"instanceId\":\"" + id + "2\"}").status()).isEqualTo(202);
	}

	private OrchestrationQuery list(String query) {
		Response response = this.http.get(BASE + "/?" + query);
		assertThat(response.status()).as(response.body()).isEqualTo(200);
		return this.orchestrations.queries.get(this.orchestrations.queries.size() - 1);
	}

}
