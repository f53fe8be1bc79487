package dev.durable.autoconfigure;

import java.util.List;

import dev.durable.OrchestrationClient;
import dev.durable.engine.InstanceHistory;
import dev.durable.web.AzureHandlerMapping;
import dev.durable.web.CheckStatusResponses;
import dev.durable.web.ManagementHandlerMapping;
import org.junit.jupiter.api.Test;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.context.properties.source.InvalidConfigurationPropertyValueException;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.test.context.runner.WebApplicationContextRunner;
import org.springframework.web.servlet.DispatcherServlet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.Mockito.mock;

/**
 * Tests for {@link DurableManagementAutoConfiguration}.
 */
class DurableManagementAutoConfigurationTests {

	private final WebApplicationContextRunner runner = new WebApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(DurableManagementAutoConfiguration.class))
		.withBean(OrchestrationClient.class, () -> mock(OrchestrationClient.class))
		.withBean(InstanceHistory.class, () -> (instanceId) -> List.of());

	@Test
	void offersManagementOverHttp() {
		this.runner.run((context) -> assertThat(context).hasSingleBean(ManagementHandlerMapping.class)
			.hasSingleBean(CheckStatusResponses.class));
	}

	@Test
	void keepsTheResponsesWhenManagementIsSwitchedOff() {
		this.runner.withPropertyValues("durable.management.enabled=false")
			.run((context) -> assertThat(context).doesNotHaveBean(ManagementHandlerMapping.class)
				.hasSingleBean(CheckStatusResponses.class));
	}

	@Test
	void offersAzureRoutesWhenAskedTo() {
		this.runner.run((context) -> assertThat(context).doesNotHaveBean(AzureHandlerMapping.class));
		this.runner.withPropertyValues("durable.management.azure.enabled=true")
			.run((context) -> assertThat(context).hasSingleBean(AzureHandlerMapping.class)
				.hasSingleBean(ManagementHandlerMapping.class));
		this.runner.withPropertyValues("durable.management.azure.enabled=true", "durable.management.enabled=false")
			.run((context) -> assertThat(context).doesNotHaveBean(AzureHandlerMapping.class));
	}

	@Test
	void backsOffWhenSwitchedOff() {
		this.runner.withPropertyValues("durable.enabled=false")
			.run((context) -> assertThat(context).doesNotHaveBean(ManagementHandlerMapping.class)
				.doesNotHaveBean(CheckStatusResponses.class));
	}

	@Test
	void backsOffWithoutSpringMvc() {
		this.runner.withClassLoader(new FilteredClassLoader(DispatcherServlet.class))
			.run((context) -> assertThat(context).hasNotFailed().doesNotHaveBean(ManagementHandlerMapping.class));
	}

	@Test
	void backsOffWithoutWebApplication() {
		new ApplicationContextRunner()
			.withConfiguration(AutoConfigurations.of(DurableManagementAutoConfiguration.class))
			.withBean(OrchestrationClient.class, () -> mock(OrchestrationClient.class))
			.withBean(InstanceHistory.class, () -> (instanceId) -> List.of())
			.run((context) -> assertThat(context).doesNotHaveBean(ManagementHandlerMapping.class));
	}

	@Test
	void backsOffWithoutClient() {
		new WebApplicationContextRunner()
			.withConfiguration(AutoConfigurations.of(DurableManagementAutoConfiguration.class))
			.run((context) -> assertThat(context).hasNotFailed().doesNotHaveBean(ManagementHandlerMapping.class));
	}

	@Test
	void rejectsUnusableProperties() {
		for (String property : List.of("durable.management.failed-status=404", "durable.management.base-path=/",
				"durable.management.base-path=", "durable.management.base-path=/a b",
				"durable.management.base-path=/{id}", "durable.management.base-url=orders.example.com",
				"durable.limits.max-payload-size=4GB")) {
			this.runner.withPropertyValues(property)
				.run((context) -> assertThat(context).getFailure()
					.rootCause()
					.isInstanceOf(InvalidConfigurationPropertyValueException.class)
					.hasMessageContaining(property.substring(0, property.indexOf('='))));
		}
	}

}
