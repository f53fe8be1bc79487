package dev.durable.autoconfigure;

import dev.durable.engine.DurableEngine;

import org.springframework.boot.actuate.autoconfigure.endpoint.condition.ConditionalOnAvailableEndpoint;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.context.annotation.Bean;

/**
 * {@link EnableAutoConfiguration Auto-configuration} for the actuator endpoint of durable
 * orchestrations.
 */
@AutoConfiguration(after = DurableEngineAutoConfiguration.class)
@ConditionalOnClass(ConditionalOnAvailableEndpoint.class)
@ConditionalOnBean(DurableEngine.class)
@ConditionalOnAvailableEndpoint(DurableEndpoint.class)
public final class DurableEndpointAutoConfiguration {

	@Bean
	@ConditionalOnMissingBean
	DurableEndpoint durableEndpoint(DurableEngine engine, DurableProperties properties) {
		return new DurableEndpoint(engine, properties.getTaskHub());
	}

}
