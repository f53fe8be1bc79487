package dev.durable.autoconfigure;

import dev.durable.engine.DurableEngine;

import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.health.autoconfigure.contributor.ConditionalOnEnabledHealthIndicator;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.context.annotation.Bean;

/**
 * {@link EnableAutoConfiguration Auto-configuration} for the health of durable
 * orchestrations.
 */
@AutoConfiguration(after = DurableEngineAutoConfiguration.class)
@ConditionalOnClass({ HealthIndicator.class, ConditionalOnEnabledHealthIndicator.class })
@ConditionalOnBean(DurableEngine.class)
public final class DurableHealthAutoConfiguration {

	@Bean
	@ConditionalOnEnabledHealthIndicator("durable")
	@ConditionalOnMissingBean(name = "durableHealthIndicator")
	HealthIndicator durableHealthIndicator(DurableEngine engine, DurableProperties properties) {
		return new DurableHealthIndicator(engine, DurableEngineAutoConfiguration.settings(properties));
	}

}
