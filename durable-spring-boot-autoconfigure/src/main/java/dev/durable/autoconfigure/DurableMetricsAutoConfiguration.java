package dev.durable.autoconfigure;

import dev.durable.engine.DurableEngine;
import dev.durable.engine.Registrations;
import dev.durable.observation.DefaultActivityRunConvention;
import dev.durable.observation.EngineListener;
import dev.durable.observation.EngineMetrics;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.config.MeterFilter;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.context.annotation.Bean;
import org.springframework.util.function.SingletonSupplier;

/**
 * {@link EnableAutoConfiguration Auto-configuration} for metrics of durable
 * orchestrations.
 */
@AutoConfiguration(before = DurableEngineAutoConfiguration.class,
		afterName = "org.springframework.boot.micrometer.metrics.autoconfigure.CompositeMeterRegistryAutoConfiguration")
@ConditionalOnBooleanProperty(name = "durable.enabled", matchIfMissing = true)
@ConditionalOnClass(MeterRegistry.class)
@ConditionalOnBean(MeterRegistry.class)
public final class DurableMetricsAutoConfiguration {

	@Bean
	@ConditionalOnMissingBean
	EngineListener durableEngineMetrics(MeterRegistry registry, ObjectProvider<Registrations> registrations) {
		SingletonSupplier<Registrations> code = SingletonSupplier.of(registrations::getObject);
		return new EngineMetrics(registry, (name) -> code.obtain().hasOrchestrator(name),
				(name) -> code.obtain().hasActivity(name));
	}

	/**
	 * Of activities only those of sampled traces are observed, so what the application
	 * makes of these observations would count a part of them.
	 */
	@Bean
	@ConditionalOnBooleanProperty(name = "durable.tracing.observe-unsampled", havingValue = false,
			matchIfMissing = true)
	MeterFilter durableActivityRunMeterFilter() {
		String name = DefaultActivityRunConvention.NAME;
		return MeterFilter.deny((id) -> id.getName().equals(name) || id.getName().startsWith(name + "."));
	}

	@Bean
	EngineGauges durableEngineGauges(ObjectProvider<DurableEngine> engines) {
		return new EngineGauges(engines);
	}

}
