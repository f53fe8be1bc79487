package dev.durable.example;

import java.nio.file.Path;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;

import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;

/**
 * Tests for the example application on an H2 file.
 */
@Tag("smoke")
class H2ExampleIntegrationTests extends AbstractExampleIntegrationTests {

	@TempDir
	private static Path directory;

	@DynamicPropertySource
	static void database(DynamicPropertyRegistry registry) {
		registry.add("example.data-directory", directory::toString);
	}

}
