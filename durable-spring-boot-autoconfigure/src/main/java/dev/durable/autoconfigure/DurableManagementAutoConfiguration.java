package dev.durable.autoconfigure;

import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

import dev.durable.OrchestrationClient;
import dev.durable.engine.InstanceHistory;
import dev.durable.observation.TraceContextBridge;
import dev.durable.store.DurableStore;
import dev.durable.web.AzureHandlerMapping;
import dev.durable.web.AzureSettings;
import dev.durable.web.CheckStatusResponses;
import dev.durable.web.ManagementDescription;
import dev.durable.web.ManagementHandlerMapping;
import dev.durable.web.ManagementObservationConvention;
import dev.durable.web.ManagementObserver;
import dev.durable.web.ManagementService;
import dev.durable.web.ManagementSettings;
import dev.durable.web.UntouchedRequestFilter;
import io.micrometer.observation.ObservationRegistry;
import org.jspecify.annotations.Nullable;

import org.springframework.beans.factory.BeanFactory;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.context.properties.source.InvalidConfigurationPropertyValueException;
import org.springframework.boot.web.servlet.FilterRegistrationBean;
import org.springframework.context.annotation.Bean;
import org.springframework.util.StringUtils;
import org.springframework.web.servlet.DispatcherServlet;

/**
 * {@link EnableAutoConfiguration Auto-configuration} for the management of durable
 * orchestrations over HTTP.
 */
@AutoConfiguration(after = DurableEngineAutoConfiguration.class)
@ConditionalOnWebApplication(type = ConditionalOnWebApplication.Type.SERVLET)
@ConditionalOnClass(DispatcherServlet.class)
@ConditionalOnBooleanProperty(name = "durable.enabled", matchIfMissing = true)
@ConditionalOnBean({ OrchestrationClient.class, InstanceHistory.class })
@EnableConfigurationProperties({ DurableProperties.class, DurableManagementProperties.class })
public final class DurableManagementAutoConfiguration {

	private static final Pattern PLAIN_PATH = Pattern.compile("/?[\\w.~-]+(/[\\w.~-]+)*");

	private static final Set<Integer> FAILED_STATUSES = Set.of(200, 400, 500);

	/**
	 * Before Spring Boot's filters for hidden methods and for forms.
	 */
	private static final int BEFORE_FORMS_ARE_READ = -10001;

	private static final String SECURITY_FILTER = "springSecurityFilterChain";

	@Bean
	@ConditionalOnMissingBean
	ManagementObserver durableManagementObserver(ObjectProvider<ObservationRegistry> registries,
			ObjectProvider<ManagementObservationConvention> conventions) {
		return new ManagementObserver(registries.getIfUnique(() -> ObservationRegistry.NOOP),
				conventions.getIfAvailable());
	}

	@Bean
	@ConditionalOnBooleanProperty(name = "durable.management.enabled", matchIfMissing = true)
	@ConditionalOnMissingBean
	ManagementHandlerMapping durableManagementHandlerMapping(OrchestrationClient client, InstanceHistory history,
			DurableProperties properties, DurableManagementProperties management, BeanFactory beanFactory,
			ManagementObserver observer) {
		return new ManagementHandlerMapping(client, history, settings(properties, management, beanFactory), observer);
	}

	@Bean
	@ConditionalOnBooleanProperty(name = "durable.management.enabled", matchIfMissing = true)
	@ConditionalOnMissingBean
	ManagementDescription durableManagementDescription(DurableProperties properties,
			DurableManagementProperties management, BeanFactory beanFactory) {
		return new ManagementDescription(settings(properties, management, beanFactory));
	}

	@Bean
	@ConditionalOnBooleanProperty(name = "durable.management.enabled", matchIfMissing = true)
	@ConditionalOnBooleanProperty(name = "durable.management.azure.enabled")
	@ConditionalOnMissingBean
	AzureHandlerMapping durableAzureHandlerMapping(OrchestrationClient client, InstanceHistory history,
			ObjectProvider<DurableStore> store, ObjectProvider<TraceContextBridge> traceContext,
			DurableProperties properties, DurableManagementProperties management, BeanFactory beanFactory,
			ManagementObserver observer) {
		AzureSettings azure = new AzureSettings(properties.getTaskHub(), management.getAzure().getConnection(),
				properties.getLimits().getMaxBufferedEvents(), management.isAllowRemote());
		return new AzureHandlerMapping(client, history, store.getIfAvailable(),
				traceContext.getIfAvailable(() -> TraceContextBridge.NONE),
				settings(properties, management, beanFactory), azure, observer);
	}

	@Bean
	@ConditionalOnBean(ManagementHandlerMapping.class)
	ManagedAt durableManagedAt(DurableManagementProperties management) {
		return new ManagedAt(basePath(management.getBasePath()));
	}

	@Bean
	@ConditionalOnMissingBean
	CheckStatusResponses durableCheckStatusResponses(OrchestrationClient client, InstanceHistory history,
			DurableProperties properties, DurableManagementProperties management, BeanFactory beanFactory) {
		return new CheckStatusResponses(client, history, settings(properties, management, beanFactory));
	}

	@Bean
	@ConditionalOnBean(ManagementHandlerMapping.class)
	@ConditionalOnClass(FilterRegistrationBean.class)
	@ConditionalOnMissingBean(name = "durableUntouchedRequestFilter")
	FilterRegistrationBean<UntouchedRequestFilter> durableUntouchedRequestFilter(DurableProperties properties,
			DurableManagementProperties management, BeanFactory beanFactory) {
		FilterRegistrationBean<UntouchedRequestFilter> registration = new FilterRegistrationBean<>(
				new UntouchedRequestFilter(settings(properties, management, beanFactory),
						management.getAzure().isEnabled()));
		registration.setOrder(BEFORE_FORMS_ARE_READ);
		return registration;
	}

	@Bean
	@ConditionalOnMissingBean
	ManagementService durableManagementService(OrchestrationClient client, InstanceHistory history,
			DurableProperties properties, ManagementObserver observer) {
		return new ManagementService(client, history, properties.getLimits().getMaxJsonDepth(), observer);
	}

	private static ManagementSettings settings(DurableProperties properties, DurableManagementProperties management,
			BeanFactory beanFactory) {
		if (!FAILED_STATUSES.contains(management.getFailedStatus())) {
			throw new InvalidConfigurationPropertyValueException("durable.management.failed-status",
					management.getFailedStatus(), "It must be 200, 400 or 500.");
		}
		// With Spring Security, its filter chain decides who may call
		boolean openToRemote = management.isAllowRemote() || beanFactory.containsBean(SECURITY_FILTER);
		List<String> keys = management.getSystemKey().stream().filter(StringUtils::hasText).toList();
		return new ManagementSettings(basePath(management.getBasePath()), baseUrl(management.getBaseUrl()), keys,
				openToRemote, management.getOperations(), management.getFailedStatus(),
				properties.getLimits().maxPayloadBytes(), properties.getLimits().getMaxJsonDepth());
	}

	private static String basePath(String value) {
		String path = StringUtils.trimTrailingCharacter(value, '/');
		if (path.isEmpty()) {
			throw new InvalidConfigurationPropertyValueException("durable.management.base-path", value,
					"The management API needs a path of its own, it cannot be at the root.");
		}
		if (!PLAIN_PATH.matcher(path).matches()) {
			throw new InvalidConfigurationPropertyValueException("durable.management.base-path", value,
					"It may have letters, digits and the characters - . _ ~ between slashes only.");
		}
		return path.startsWith("/") ? path : "/" + path;
	}

	private static @Nullable String baseUrl(@Nullable String value) {
		if (!StringUtils.hasText(value)) {
			return null;
		}
		if (!value.startsWith("http://") && !value.startsWith("https://")) {
			throw new InvalidConfigurationPropertyValueException("durable.management.base-url", value,
					"It must begin with 'http://' or 'https://'.");
		}
		return StringUtils.trimTrailingCharacter(value, '/');
	}

}
