package dev.durable.benchmark.system;

import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.context.annotation.Import;

/**
 * The application that is measured.
 */
@SpringBootConfiguration(proxyBeanMethods = false)
@EnableAutoConfiguration
@Import({ DurableOrchestrations.class, DurableActivities.class, NothingController.class })
class DurableApplication {

}
