package dev.durable.example;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;

import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests that the published client of Azure Durable Functions works with the example
 * application as it is. The tests themselves are in {@code src/test/azure}.
 */
class AzureClientIntegrationTests {

	private static final String TASK_HUB = "ExampleHub";

	private static NodeTests node;

	@TempDir
	private Path directory;

	@BeforeAll
	static void install() {
		node = NodeTests.install("azure");
	}

	@Test
	void worksWithKey() {
		String key = "a key/with+special&characters==";
		assertThat(run(key, "--durable.management.system-key=" + key)).isGreaterThanOrEqualTo(3 * 14);
	}

	@Test
	void worksWithoutKey() {
		assertThat(run(null)).isGreaterThanOrEqualTo(6 * 14);
	}

	private int run(String code, String... arguments) {
		SpringApplicationBuilder application = new SpringApplicationBuilder(ExampleApplication.class)
			.properties("server.port=0", "example.data-directory=" + this.directory, "durable.task-hub=" + TASK_HUB);
		try (ConfigurableApplicationContext context = application.run(arguments)) {
			Map<String, String> environment = new LinkedHashMap<>();
			environment.put("EXAMPLE_ORIGIN",
					"http://localhost:" + context.getEnvironment().getRequiredProperty("local.server.port"));
			environment.put("EXAMPLE_TASK_HUB", TASK_HUB);
			if (code != null) {
				environment.put("EXAMPLE_CODE", code);
			}
			return node.run("client.test.mjs", environment);
		}
	}

}
