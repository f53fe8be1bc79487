package dev.durable.web;

import java.net.URI;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;

import com.networknt.schema.Error;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SchemaRegistryConfig;
import com.networknt.schema.SpecificationVersion;
import dev.durable.web.TestHttp.Response;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

/**
 * Checks that answers of the management API are as its OpenAPI document says. What the
 * document does not mention is an error.
 */
final class DescribedAnswers {

	static final String BASE = "/runtime/orchestrations";

	private static final JsonMapper MAPPER = new JsonMapper(JsonFactory.builder()
		.streamReadConstraints(StreamReadConstraints.builder().maxNumberLength(10_000).build())
		.build());

	private static final Set<String> HEADERS = Set.of("location", "retry-after", "x-ms-continuation-token",
			"www-authenticate");

	/**
	 * Answers to what is no operation, or one that is switched off: not of an operation,
	 * so in no document.
	 */
	private static final Set<Integer> OF_NO_OPERATION = Set.of(401, 403, 404, 405);

	private final JsonNode document;

	private final SchemaRegistry schemas = SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12,
			(builder) -> builder
				.schemaRegistryConfig(SchemaRegistryConfig.builder().formatAssertionsEnabled(true).build()));

	private final Map<JsonNode, Schema> compiled = new ConcurrentHashMap<>();

	private final Set<String> seen = ConcurrentHashMap.newKeySet();

	DescribedAnswers() {
		this(new ManagementDescription(new ManagementSettings(BASE, null, List.of(), false,
				EnumSet.allOf(ManagementOperation.class), 400, 1000, 100))
			.json());
	}

	DescribedAnswers(String document) {
		this.document = MAPPER.readTree(document);
	}

	JsonNode document() {
		return this.document;
	}

	/**
	 * Return the operations and statuses that were checked so far.
	 */
	Set<String> seen() {
		return new TreeSet<>(this.seen);
	}

	void check(String method, URI uri, Response response) {
		String path = uri.getRawPath().replace("%40", "@").replaceFirst("(?<=.)/$", "");
		if (!path.equals(BASE) && !path.startsWith(BASE + "/")) {
			return;
		}
		String what = method + " " + uri.getRawPath() + " answered " + response.status() + " "
				+ response.body().substring(0, Math.min(response.body().length(), 500));
		assertThat(response.header("Cache-Control")).as(what).isEqualTo("no-store");
		assertThat(response.header("X-Content-Type-Options")).as(what).isEqualTo("nosniff");
		JsonNode operation = operation(method, path);
		if (method.equals("OPTIONS") && response.status() == 204) {
			assertThat(response.header("Allow")).as(what).endsWith("OPTIONS");
			return;
		}
		JsonNode described = (operation != null) ? operation.get("responses").get("" + response.status()) : null;
		if (described == null) {
			if (!OF_NO_OPERATION.contains(response.status()) || (operation != null && response.status() == 404
					&& !response.body().contains("no-such-operation"))) {
				fail("Not described: " + what);
			}
			described = this.document.at("/components/responses/DurableInternalError");
		}
		else {
			this.seen.add(operation.get("operationId").asString() + " " + response.status());
		}
		described = resolve(described);
		checkHeaders(what, response, described, operation != null && response.status() != 405);
		if (response.status() < 300 && operation != null) {
			checkParameters(what, uri, operation);
		}
		checkBody(what, method, response, described.get("content"));
	}

	private void checkHeaders(String what, Response response, JsonNode described, boolean all) {
		JsonNode headers = described.path("headers");
		headers.properties().forEach((header) -> {
			JsonNode definition = resolve(header.getValue());
			String value = response.header(header.getKey());
			if (definition.path("required").asBoolean(false)) {
				assertThat(value).as(what).isNotNull();
			}
			if (value != null && definition.at("/schema/type").asString().equals("integer")) {
				assertThat(value).as(what).matches("\\d+");
			}
		});
		for (String name : all ? HEADERS : Set.<String>of()) {
			if (response.header(name) != null) {
				assertThat(headers.propertyNames()).as(what).anyMatch(name::equalsIgnoreCase);
			}
		}
	}

	private void checkParameters(String what, URI uri, JsonNode operation) {
		// What tests send to see it ignored
		List<String> known = new ArrayList<>(List.of("code", "_method", "unknown"));
		operation.path("parameters").forEach((parameter) -> known.add(resolve(parameter).get("name").asString()));
		for (String pair : (uri.getRawQuery() != null) ? uri.getRawQuery().split("&") : new String[0]) {
			assertThat(known).as(what).contains(pair.replaceFirst("=.*", ""));
		}
	}

	private void checkBody(String what, String method, Response response, JsonNode content) {
		if (content == null) {
			assertThat(response.body()).as(what).isEmpty();
			assertThat(response.header("Content-Type")).as(what).isNull();
			return;
		}
		String type = response.header("Content-Type");
		assertThat(content.propertyNames()).as(what).contains(type);
		if (method.equals("HEAD")) {
			return;
		}
		Schema schema = this.compiled.computeIfAbsent(content.get(type).get("schema"), this::compile);
		List<Error> errors = schema.validate(MAPPER.readTree(response.body()));
		assertThat(errors).as(what).isEmpty();
	}

	private Schema compile(JsonNode schema) {
		ObjectNode complete = ((ObjectNode) schema).deepCopy();
		complete.set("components", this.document.get("components"));
		return this.schemas.getSchema(complete);
	}

	private JsonNode operation(String method, String path) {
		JsonNode methods = this.document.get("paths")
			.properties()
			.stream()
			.filter((entry) -> pattern(entry.getKey()).matcher(path).matches())
			// Literal segments win, the first ones first
			.min(Comparator.comparing((entry) -> entry.getKey().replace("{", "\uffff")))
			.map(Map.Entry::getValue)
			.orElse(null);
		return (methods != null) ? methods.get(method.equals("HEAD") ? "get" : method.toLowerCase()) : null;
	}

	private static Pattern pattern(String template) {
		return Pattern.compile("\\Q" + template.replaceAll("\\{\\w+}", "\\\\E[^/]+\\\\Q") + "\\E");
	}

	private JsonNode resolve(JsonNode node) {
		JsonNode ref = node.get("$ref");
		return (ref != null) ? this.document.at(ref.asString().substring(1)) : node;
	}

}
