package dev.durable.example;

import dev.durable.test.TestPostgres;

import org.springframework.test.annotation.DirtiesContext;
import org.springframework.test.context.ActiveProfiles;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;

/**
 * Tests for the example application on PostgreSQL. The application is closed while the
 * server is still there.
 */
@DirtiesContext
@ActiveProfiles("postgres")
class PostgresExampleIntegrationTests extends AbstractExampleIntegrationTests {

	@DynamicPropertySource
	static void database(DynamicPropertyRegistry registry) {
		String url = TestPostgres.shared().newDatabase();
		registry.add("spring.datasource.url", () -> url);
		registry.add("spring.datasource.username", TestPostgres.shared()::username);
		registry.add("spring.datasource.password", TestPostgres.shared()::password);
	}

}
