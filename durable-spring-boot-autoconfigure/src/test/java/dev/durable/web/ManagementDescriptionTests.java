package dev.durable.web;

import java.net.URI;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

import dev.durable.web.TestHttp.Response;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for {@link ManagementDescription}, and that {@link DescribedAnswers} notices what
 * it does not describe.
 */
class ManagementDescriptionTests {

	private static final Set<ManagementOperation> ALL = EnumSet.allOf(ManagementOperation.class);

	private final DescribedAnswers described = new DescribedAnswers();

	@Test
	void describesEveryOperation() {
		JsonNode paths = describe(ALL).get("paths");
		assertThat(paths.findValuesAsString("operationId")).hasSize(ALL.size()).doesNotHaveDuplicates();
	}

	@Test
	void describesOnlyWhatIsSwitchedOn() {
		JsonNode document = describe(EnumSet.of(ManagementOperation.STATUS));
		assertThat(document.get("paths").propertyNames()).containsExactly("/manage/{instanceId}");
		assertThat(document.get("paths").findValuesAsString("operationId")).containsExactly("status");
		assertThat(document.at("/components/securitySchemes").isMissingNode()).isTrue();
		assertThat(document.findValues("security")).isEmpty();
	}

	@Test
	void describesTheKeysButDoesNotTellThem() {
		JsonNode document = describe(ALL, "secret-key");
		assertThat(document.at("/components/securitySchemes").size()).isEqualTo(2);
		document.get("paths")
			.forEach((methods) -> methods.forEach((operation) -> assertThat(operation.get("security").toString())
				.isEqualTo("[{\"DurableCode\":[]},{\"DurableKey\":[]}]")));
		assertThat(document.toString()).doesNotContain("secret-key");
	}

	@Test
	void everyReferenceLeadsSomewhere() {
		JsonNode document = describe(ALL, "key");
		assertThat(document.findValuesAsString("$ref")).isNotEmpty()
			.allSatisfy((ref) -> assertThat(document.at(ref.substring(1)).isMissingNode()).as(ref).isFalse());
	}

	@Test
	void everyPathParameterIsDescribed() {
		JsonNode document = describe(ALL);
		document.get("paths").properties().forEach((path) -> path.getValue().forEach((operation) -> {
			List<String> names = operation.path("parameters")
				.valueStream()
				.map((parameter) -> document.at(parameter.get("$ref").asString().substring(1)))
				.filter((parameter) -> parameter.get("in").asString().equals("path"))
				.map((parameter) -> "{" + parameter.get("name").asString() + "}")
				.toList();
			assertThat(path.getKey().split("/")).filteredOn((segment) -> segment.startsWith("{"))
				.containsExactlyElementsOf(names);
		}));
	}

	@Test
	void undescribedStatusesAreNoticed() {
		refuses("GET", "/a1", response(418, "application/json", "{}"));
		refuses("DELETE", "/a1", response(409, "application/problem+json", "{}"));
		refuses("POST", "/a1/unknown", response(202, null, ""));
		refuses("PUT", "/a1", response(200, "application/json", "{}"));
	}

	@Test
	void undescribedBodiesAreNoticed() {
		String status = "{\"name\":\"n\",\"instanceId\":\"a1\",\"runtimeStatus\":\"Completed\",\"input\":null,"
				+ "\"customStatus\":null,\"output\":1,\"createdTime\":\"2026-07-01T12:00:00Z\","
				+ "\"lastUpdatedTime\":\"2026-07-01T12:00:00Z\"}";
		this.described.check("GET", uri("/a1"), response(200, "application/json", status));
		refuses("GET", "/a1", response(200, "application/json", status.replace("Completed", "Finished")));
		refuses("GET", "/a1", response(200, "application/json", status.replace("\"output\":1,", "")));
		refuses("GET", "/a1", response(200, "application/json", status.replace("\"output\"", "\"more\":1,\"output\"")));
		refuses("GET", "/a1", response(200, "application/json", status.replace("2026-07-01T12", "yesterday")));
		refuses("GET", "/a1", response(200, "application/problem+json", status));
		refuses("GET", "/a1", response(202, "application/json", status));
		refuses("GET", "/a1?other=1", response(200, "application/json", status));
		refuses("POST", "/a1/suspend", response(202, "application/json", "{}"));
	}

	private void refuses(String method, String path, Response response) {
		assertThatExceptionOfType(AssertionError.class)
			.isThrownBy(() -> this.described.check(method, uri(path), response));
	}

	private static URI uri(String path) {
		return URI.create("http://localhost" + DescribedAnswers.BASE + path);
	}

	private static Response response(int status, String type, String body) {
		Map<String, List<String>> headers = Map.of("cache-control", List.of("no-store"), "x-content-type-options",
				List.of("nosniff"));
		if (type != null) {
			headers = new HashMap<>(headers);
			headers.put("content-type", List.of(type));
		}
		return new Response(status, headers, body);
	}

	private static JsonNode describe(Set<ManagementOperation> operations, String... keys) {
		return new JsonMapper().readTree(new ManagementDescription(
				new ManagementSettings("/manage", null, List.of(keys), false, operations, 400, 1000, 100))
			.json());
	}

}
