package dev.durable.autoconfigure;

import java.io.IOException;
import java.io.InputStream;
import java.net.URL;
import java.util.ArrayList;
import java.util.Enumeration;
import java.util.List;

import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests that every property is described.
 */
class ConfigurationMetadataTests {

	@Test
	void everyPropertyIsDescribed() throws IOException {
		List<JsonNode> properties = properties();
		assertThat(properties).extracting((property) -> property.get("name").asString())
			.contains("durable.enabled", "durable.task-hub", "durable.engine.poll-interval",
					"durable.engine.node-timeout", "durable.limits.max-payload-size",
					"durable.limits.max-buffered-events", "durable.limits.max-turn-size", "durable.schema.mode",
					"durable.management.enabled", "durable.management.base-path", "durable.management.base-url",
					"durable.management.system-key", "durable.management.allow-remote", "durable.management.operations",
					"durable.management.failed-status", "durable.management.azure.enabled",
					"durable.management.azure.connection");
		assertThat(properties).allSatisfy((property) -> {
			JsonNode description = property.get("description");
			assertThat(description).as(property.toString()).isNotNull();
			assertThat(description.asString()).endsWith(".").doesNotStartWith("The ");
			if (property.get("type").asString().equals("java.lang.Boolean")) {
				assertThat(description.asString()).startsWith("Whether ");
			}
		});
	}

	private static List<JsonNode> properties() throws IOException {
		List<JsonNode> properties = new ArrayList<>();
		Enumeration<URL> files = ConfigurationMetadataTests.class.getClassLoader()
			.getResources("META-INF/spring-configuration-metadata.json");
		while (files.hasMoreElements()) {
			try (InputStream file = files.nextElement().openStream()) {
				for (JsonNode property : new JsonMapper().readTree(file).get("properties")) {
					if (property.get("name").asString().startsWith("durable.")) {
						properties.add(property);
					}
				}
			}
		}
		return properties;
	}

}
