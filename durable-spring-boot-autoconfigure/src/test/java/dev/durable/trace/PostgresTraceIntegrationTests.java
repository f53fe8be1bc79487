package dev.durable.trace;

import dev.durable.test.TestPostgres;

import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;

/**
 * {@link TraceContract} on PostgreSQL.
 */
class PostgresTraceIntegrationTests extends TraceContract {

	@DynamicPropertySource
	static void database(DynamicPropertyRegistry registry) {
		String url = TestPostgres.shared().newDatabase();
		registry.add("spring.datasource.url", () -> url);
	}

}
