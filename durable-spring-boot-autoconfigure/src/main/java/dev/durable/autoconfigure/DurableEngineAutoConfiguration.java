package dev.durable.autoconfigure;

import dev.durable.OrchestrationClient;
import dev.durable.engine.DurableEngine;
import dev.durable.engine.EngineBuilder;
import dev.durable.engine.EngineSettings;
import dev.durable.engine.InstanceHistory;
import dev.durable.engine.Registrations;
import dev.durable.engine.discovery.DurableMethods;
import dev.durable.observation.EngineListener;
import dev.durable.observation.OrchestrationTracing;
import dev.durable.observation.TraceContextBridge;
import dev.durable.serialization.DataConverter;
import dev.durable.serialization.JacksonDataConverter;
import dev.durable.store.DurableStore;
import dev.durable.store.TransactionalCommits;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;

/**
 * {@link EnableAutoConfiguration Auto-configuration} for the engine that runs durable
 * orchestrations, and its client.
 */
@AutoConfiguration(after = { DurableStoreAutoConfiguration.class, DurableTraceAutoConfiguration.class })
@ConditionalOnBooleanProperty(name = "durable.enabled", matchIfMissing = true)
@ConditionalOnBean(DurableStore.class)
@EnableConfigurationProperties(DurableProperties.class)
public final class DurableEngineAutoConfiguration {

	@Bean
	static DurableMethods durableMethods(ConfigurableListableBeanFactory beanFactory) {
		return DurableMethods.find(beanFactory);
	}

	@Bean
	@ConditionalOnMissingBean
	Registrations durableRegistrations(DurableMethods methods) {
		return methods.registrations();
	}

	@Bean
	@ConditionalOnMissingBean
	DataConverter durableDataConverter(DurableProperties properties) {
		return new JacksonDataConverter(properties.getLimits().getMaxJsonDepth());
	}

	@Bean
	@ConditionalOnMissingBean
	DurableEngine durableEngine(DurableStore store, Registrations registrations, DataConverter dataConverter,
			ObjectProvider<TraceContextBridge> traceContext, ObjectProvider<OrchestrationTracing> tracing,
			ObjectProvider<EngineListener> listener, ObjectProvider<TransactionalCommits> transactionalCommits,
			ObjectProvider<ManagedAt> managedAt, DurableProperties properties) {
		EngineBuilder builder = DurableEngine.builder(store, registrations)
			.taskHub(properties.getTaskHub())
			.settings(settings(properties))
			.dataConverter(dataConverter)
			.traceContext(traceContext.getIfAvailable(() -> TraceContextBridge.NONE));
		tracing.ifAvailable(builder::tracing);
		listener.ifAvailable(builder::listener);
		transactionalCommits.ifAvailable(builder::transactionalCommits);
		managedAt.ifAvailable((management) -> builder.managedAt(management.basePath()));
		return builder.build();
	}

	@Bean
	EngineLifecycle durableEngineLifecycle(DurableEngine engine, DurableMethods methods) {
		return new EngineLifecycle(engine, methods);
	}

	@Bean
	WaitsLifecycle durableWaitsLifecycle(DurableEngine engine) {
		return new WaitsLifecycle(engine);
	}

	@Bean
	@ConditionalOnMissingBean
	OrchestrationClient orchestrationClient(DurableEngine engine) {
		return engine.client();
	}

	@Bean
	@ConditionalOnMissingBean
	InstanceHistory instanceHistory(DurableEngine engine) {
		return engine.history();
	}

	static EngineSettings settings(DurableProperties properties) {
		UsableProperties.require(properties);
		DurableProperties.Engine engine = properties.getEngine();
		DurableProperties.Limits limits = properties.getLimits();
		EngineSettings defaults = EngineSettings.defaults();
		Integer maxCachedInstances = engine.getMaxCachedInstances();
		Integer maxConcurrentActivities = engine.getMaxConcurrentActivities();
		Integer maxQueuedActivities = engine.getMaxQueuedActivities();
		EngineSettings settings = defaults.withPollInterval(engine.getPollInterval())
			.withHeartbeat(engine.getHeartbeatInterval(), engine.getNodeTimeout())
			.withIdleTimeout(engine.getIdleTimeout())
			.withConcurrency((maxCachedInstances != null) ? maxCachedInstances : defaults.maxCachedInstances(),
					(maxConcurrentActivities != null) ? maxConcurrentActivities : defaults.maxConcurrentActivities())
			.withLimits(limits.maxPayloadBytes(), limits.getMaxBufferedEvents(), limits.maxTurnBytes())
			.withShutdownTimeout(engine.getShutdownTimeout())
			.withMaxFailedTrials(engine.getMaxFailedTrials());
		return (maxQueuedActivities != null) ? settings.withMaxQueuedActivities(maxQueuedActivities) : settings;
	}

}
