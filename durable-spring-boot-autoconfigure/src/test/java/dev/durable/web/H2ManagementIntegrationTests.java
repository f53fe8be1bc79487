package dev.durable.web;

import org.springframework.test.context.TestPropertySource;

/**
 * {@link ManagementContract} on H2, without a tracer.
 */
@TestPropertySource(properties = { "spring.datasource.url=jdbc:h2:mem:management;DB_CLOSE_DELAY=-1",
		"management.tracing.export.enabled=false" })
class H2ManagementIntegrationTests extends ManagementContract {

}
