package dev.durable.web;

import org.springframework.test.context.TestPropertySource;

/**
 * {@link AzureContract} on H2.
 */
@TestPropertySource(properties = "spring.datasource.url=jdbc:h2:mem:azure;DB_CLOSE_DELAY=-1")
class H2AzureIntegrationTests extends AzureContract {

}
