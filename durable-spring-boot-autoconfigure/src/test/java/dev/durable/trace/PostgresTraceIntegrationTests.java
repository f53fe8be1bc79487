package dev.durable.trace;

import dev.durable.test.TestPostgres;

import org.springframework.test.annotation.DirtiesContext;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;

/**
 * {@link TraceContract} on PostgreSQL. The application is closed while the server is
 * still there.
 */
@DirtiesContext
class PostgresTraceIntegrationTests extends TraceContract {

	@DynamicPropertySource
	static void database(DynamicPropertyRegistry registry) {
		String url = TestPostgres.shared().newDatabase();
		registry.add("spring.datasource.url", () -> url);
	}

}
