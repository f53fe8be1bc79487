package dev.durable.web;

import dev.durable.test.TestPostgres;

import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;

/**
 * {@link AzureContract} on PostgreSQL.
 */
class PostgresAzureIntegrationTests extends AzureContract {

	@DynamicPropertySource
	static void database(DynamicPropertyRegistry registry) {
		String url = TestPostgres.shared().newDatabase();
		registry.add("spring.datasource.url", () -> url);
	}

}
