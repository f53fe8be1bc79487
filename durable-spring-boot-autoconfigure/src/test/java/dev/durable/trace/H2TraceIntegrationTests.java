package dev.durable.trace;

import org.springframework.test.context.TestPropertySource;

/**
 * {@link TraceContract} on H2.
 */
@TestPropertySource(properties = "spring.datasource.url=jdbc:h2:mem:trace;DB_CLOSE_DELAY=-1")
class H2TraceIntegrationTests extends TraceContract {

}
