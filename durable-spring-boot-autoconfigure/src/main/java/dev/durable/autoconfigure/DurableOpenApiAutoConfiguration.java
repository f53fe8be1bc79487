package dev.durable.autoconfigure;

import dev.durable.web.ManagementDescription;
import org.springdoc.core.customizers.OpenApiCustomizer;
import org.springdoc.core.models.GroupedOpenApi;

import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.context.annotation.Bean;

/**
 * {@link EnableAutoConfiguration Auto-configuration} that adds the management API to the
 * OpenAPI document of an application that has springdoc. Where the application divides
 * its document into groups, the management API is one of its own.
 */
@AutoConfiguration(after = DurableManagementAutoConfiguration.class,
		beforeName = "org.springdoc.core.configuration.SpringDocConfiguration")
@ConditionalOnClass({ GroupedOpenApi.class, OpenApiCustomizer.class })
@ConditionalOnBean(ManagementDescription.class)
@ConditionalOnBooleanProperty(name = "springdoc.api-docs.enabled", matchIfMissing = true)
public final class DurableOpenApiAutoConfiguration {

	private static final String GROUP = "durable";

	@Bean
	@ConditionalOnMissingBean(GroupedOpenApi.class)
	OpenApiCustomizer durableOpenApiCustomizer(ManagementDescription description) {
		return new ManagementOpenApiCustomizer(description);
	}

	@Bean
	@ConditionalOnBean(GroupedOpenApi.class)
	GroupedOpenApi durableGroupedOpenApi(ManagementDescription description) {
		// Nothing of the application matches: the paths come from the customizer
		return GroupedOpenApi.builder()
			.group(GROUP)
			.pathsToExclude("/**")
			.addOpenApiCustomizer(new ManagementOpenApiCustomizer(description))
			.build();
	}

}
