package dev.durable.autoconfigure;

import dev.durable.observation.ActivityRunConvention;
import dev.durable.observation.EventSendingConvention;
import dev.durable.observation.MicrometerTracing;
import dev.durable.observation.ObservationConventions;
import dev.durable.observation.OrchestrationCreationConvention;
import dev.durable.observation.OrchestrationTracing;
import dev.durable.observation.SpanIdChoice;
import dev.durable.observation.ThreadTraceContextBridge;
import dev.durable.observation.TraceContextBridge;
import dev.durable.observation.TraceContextOnly;
import dev.durable.observation.TracerTraceContextBridge;
import dev.durable.web.TraceContextFilter;
import io.micrometer.observation.ObservationRegistry;
import io.micrometer.tracing.Tracer;
import io.micrometer.tracing.propagation.Propagator;
import io.opentelemetry.sdk.trace.IdGenerator;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.micrometer.tracing.opentelemetry.autoconfigure.SdkTracerProviderBuilderCustomizer;
import org.springframework.boot.web.servlet.FilterRegistrationBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;

/**
 * {@link EnableAutoConfiguration Auto-configuration} for the trace context of durable
 * orchestrations.
 */
@AutoConfiguration
@EnableConfigurationProperties(DurableProperties.class)
@ConditionalOnBooleanProperty(name = "durable.enabled", matchIfMissing = true)
public final class DurableTraceAutoConfiguration {

	@Bean(defaultCandidate = false)
	ThreadTraceContextBridge durableThreadTraceContextBridge() {
		return new ThreadTraceContextBridge();
	}

	/**
	 * The trace context is that of the tracer, if there is one.
	 */
	@Configuration(proxyBeanMethods = false)
	@ConditionalOnClass(Tracer.class)
	static class TracerConfiguration {

		@Bean
		@ConditionalOnMissingBean
		TraceContextBridge durableTraceContextBridge(
				@Qualifier("durableThreadTraceContextBridge") ThreadTraceContextBridge thread,
				ObjectProvider<Tracer> tracers, ObjectProvider<Propagator> propagators) {
			Tracer tracer = tracers.getIfUnique();
			Propagator propagator = propagators.getIfUnique();
			return (tracer != null && propagator != null) ? new TracerTraceContextBridge(tracer, propagator, thread)
					: thread;
		}

		@Bean
		@ConditionalOnMissingBean
		OrchestrationTracing durableOrchestrationTracing(TraceContextBridge bridge, ObjectProvider<Tracer> tracers,
				ObjectProvider<Propagator> propagators, ObjectProvider<ObservationRegistry> registries,
				@Qualifier("durableSpanIds") ObjectProvider<SpanIdChoice> choice,
				ObjectProvider<OrchestrationCreationConvention> creation,
				ObjectProvider<ActivityRunConvention> activity, ObjectProvider<EventSendingConvention> event,
				DurableProperties properties) {
			Tracer tracer = tracers.getIfUnique();
			Propagator propagator = propagators.getIfUnique();
			ObservationRegistry registry = registries.getIfUnique();
			if (tracer == null || propagator == null || registry == null) {
				return new TraceContextOnly(bridge);
			}
			ObservationConventions conventions = new ObservationConventions(creation.getIfAvailable(),
					activity.getIfAvailable(), event.getIfAvailable());
			return new MicrometerTracing(registry, conventions, tracer, propagator,
					choice.getIfAvailable(() -> SpanIdChoice.NONE), bridge,
					properties.getTracing().isObserveUnsampled());
		}

	}

	/**
	 * OpenTelemetry lets spans have ids that were chosen before. An application's own
	 * generator of ids, set by a customizer that comes later, wins.
	 */
	@Configuration(proxyBeanMethods = false)
	@ConditionalOnClass({ IdGenerator.class, SdkTracerProviderBuilderCustomizer.class })
	static class OpenTelemetryConfiguration {

		@Bean(defaultCandidate = false)
		ChosenSpanIds durableSpanIds() {
			return new ChosenSpanIds();
		}

		@Bean
		@Order(Ordered.HIGHEST_PRECEDENCE)
		SdkTracerProviderBuilderCustomizer durableSpanIdsCustomizer(
				@Qualifier("durableSpanIds") ChosenSpanIds spanIds) {
			return (builder) -> builder.setIdGenerator(spanIds);
		}

	}

	/**
	 * The trace context is what callers send.
	 */
	@Configuration(proxyBeanMethods = false)
	@ConditionalOnMissingClass("io.micrometer.tracing.Tracer")
	static class NoTracerConfiguration {

		@Bean
		@ConditionalOnMissingBean
		TraceContextBridge durableTraceContextBridge(
				@Qualifier("durableThreadTraceContextBridge") ThreadTraceContextBridge thread) {
			return thread;
		}

		@Bean
		@ConditionalOnMissingBean
		OrchestrationTracing durableOrchestrationTracing(TraceContextBridge bridge) {
			return new TraceContextOnly(bridge);
		}

	}

	/**
	 * Callers send the trace context in HTTP headers.
	 */
	@Configuration(proxyBeanMethods = false)
	@ConditionalOnWebApplication(type = ConditionalOnWebApplication.Type.SERVLET)
	@ConditionalOnClass({ FilterRegistrationBean.class, TraceContextFilter.class })
	static class FilterConfiguration {

		@Bean
		@ConditionalOnMissingBean(name = "durableTraceContextFilter")
		FilterRegistrationBean<TraceContextFilter> durableTraceContextFilter(
				@Qualifier("durableThreadTraceContextBridge") ThreadTraceContextBridge thread) {
			FilterRegistrationBean<TraceContextFilter> registration = new FilterRegistrationBean<>(
					new TraceContextFilter(thread));
			registration.setOrder(Ordered.HIGHEST_PRECEDENCE + 2);
			return registration;
		}

	}

}
