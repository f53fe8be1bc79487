package dev.durable.web;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Locale;
import java.util.Set;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * Describes the management API as it is set up, in the form of OpenAPI 3.1. What there is
 * to describe stands in {@code openapi.json}; each {@code operationId} there is the name
 * of a {@link ManagementOperation}.
 */
public final class ManagementDescription {

	private static final JsonMapper MAPPER = new JsonMapper();

	private static final String TEMPLATE = "openapi.json";

	private static final List<String> KEY_SCHEMES = List.of("DurableCode", "DurableKey");

	private final ObjectNode document;

	/**
	 * Create a description.
	 * @param settings how the management API is set up
	 */
	public ManagementDescription(ManagementSettings settings) {
		this.document = read();
		ObjectNode paths = MAPPER.createObjectNode();
		this.document.get("paths")
			.properties()
			.forEach((path) -> addTo(paths, settings, path.getKey(), (ObjectNode) path.getValue()));
		this.document.set("paths", paths);
		if (settings.systemKeys().isEmpty()) {
			((ObjectNode) this.document.get("components")).remove("securitySchemes");
		}
	}

	/**
	 * Return the OpenAPI document.
	 * @return the document as JSON text, without servers
	 */
	public String json() {
		return MAPPER.writeValueAsString(this.document);
	}

	byte[] json(String server) {
		ObjectNode complete = MAPPER.createObjectNode();
		this.document.properties().forEach((property) -> {
			complete.set(property.getKey(), property.getValue());
			if (property.getKey().equals("info")) {
				complete.putArray("servers").addObject().put("url", server);
			}
		});
		return MAPPER.writeValueAsBytes(complete);
	}

	private static void addTo(ObjectNode paths, ManagementSettings settings, String path, ObjectNode methods) {
		Set<ManagementOperation> enabled = settings.operations();
		methods.removeIf((operation) -> enabled.stream().noneMatch((one) -> id(one).equals(id(operation))));
		if (methods.isEmpty()) {
			return;
		}
		if (!settings.systemKeys().isEmpty()) {
			methods.values().forEach((operation) -> requireKey((ObjectNode) operation));
		}
		paths.set(settings.basePath() + path, methods);
	}

	private static void requireKey(ObjectNode operation) {
		// Any one of them will do
		KEY_SCHEMES.forEach((scheme) -> operation.withArray("security").addObject().putArray(scheme));
	}

	private static String id(JsonNode operation) {
		return operation.get("operationId").asString();
	}

	private static String id(ManagementOperation operation) {
		StringBuilder id = new StringBuilder();
		for (String word : operation.name().toLowerCase(Locale.ROOT).split("_")) {
			id.append(id.isEmpty() ? word : word.substring(0, 1).toUpperCase(Locale.ROOT) + word.substring(1));
		}
		return id.toString();
	}

	private static ObjectNode read() {
		try (InputStream template = ManagementDescription.class.getResourceAsStream(TEMPLATE)) {
			return (ObjectNode) MAPPER.readTree(template);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

}
