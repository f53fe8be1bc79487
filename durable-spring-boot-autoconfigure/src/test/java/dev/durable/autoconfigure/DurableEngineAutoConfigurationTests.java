package dev.durable.autoconfigure;

import java.time.Duration;
import java.util.List;
import java.util.UUID;

import dev.durable.Activity;
import dev.durable.OrchestrationClient;
import dev.durable.OrchestrationContext;
import dev.durable.OrchestrationStatus;
import dev.durable.Orchestrator;
import dev.durable.RawJson;
import dev.durable.engine.DurableEngine;
import dev.durable.engine.EngineSettings;
import dev.durable.engine.InstanceHistory;
import dev.durable.engine.Registrations;
import dev.durable.engine.discovery.InvalidDurableMethodException;
import dev.durable.serialization.DataConversionException;
import dev.durable.serialization.DataConverter;
import dev.durable.serialization.JacksonDataConverter;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

import org.springframework.boot.LazyInitializationBeanFactoryPostProcessor;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.context.properties.source.InvalidConfigurationPropertyValueException;
import org.springframework.boot.jdbc.autoconfigure.DataSourceAutoConfiguration;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Lazy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.mockito.Mockito.mock;

/**
 * Tests for {@link DurableEngineAutoConfiguration}.
 */
class DurableEngineAutoConfigurationTests {

	private final ApplicationContextRunner runner = new ApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(DataSourceAutoConfiguration.class, DurableStoreAutoConfiguration.class,
				DurableTraceAutoConfiguration.class, DurableEngineAutoConfiguration.class))
		.withPropertyValues("spring.datasource.url=jdbc:h2:mem:" + UUID.randomUUID() + ";DB_CLOSE_DELAY=-1");

	@Test
	void runsOrchestrations() {
		this.runner.withUserConfiguration(GreetingConfiguration.class).run((context) -> {
			assertThat(context).hasSingleBean(DurableEngine.class)
				.hasSingleBean(OrchestrationClient.class)
				.hasSingleBean(InstanceHistory.class)
				.hasSingleBean(DataConverter.class);
			assertThat(context.getBean(DurableEngine.class).isRunning()).isTrue();
			assertThat(context.getBean(Registrations.class).orchestratorNames()).containsExactly("Greet");
			OrchestrationClient client = context.getBean(OrchestrationClient.class);
			OrchestrationStatus status = client.waitForCompletion(client.start("Greet", "Ada"), Duration.ofSeconds(20));
			assertThat(status.output(String.class)).isEqualTo("Hello Ada!");
			assertThat(context.getBean(InstanceHistory.class).of(status.instanceId())).isNotEmpty();
		});
	}

	@Test
	void stopsWithTheApplication() {
		DurableEngine[] engine = new DurableEngine[1];
		this.runner.run((context) -> engine[0] = context.getBean(DurableEngine.class));
		assertThat(engine[0].isRunning()).isFalse();
	}

	@Test
	void backsOffWhenSwitchedOff() {
		this.runner.withPropertyValues("durable.enabled=false")
			.withUserConfiguration(GreetingConfiguration.class)
			.run((context) -> assertThat(context).hasNotFailed()
				.doesNotHaveBean(DurableEngine.class)
				.doesNotHaveBean(OrchestrationClient.class)
				.doesNotHaveBean(Registrations.class));
	}

	@Test
	void backsOffWithoutStore() {
		new ApplicationContextRunner()
			.withConfiguration(
					AutoConfigurations.of(DurableTraceAutoConfiguration.class, DurableEngineAutoConfiguration.class))
			.run((context) -> assertThat(context).hasNotFailed().doesNotHaveBean(DurableEngine.class));
	}

	@Test
	void backsOffFromBeansOfTheApplication() {
		DataConverter converter = new JacksonDataConverter();
		OrchestrationClient client = mock(OrchestrationClient.class);
		InstanceHistory history = (instanceId) -> List.of();
		Registrations registrations = new Registrations(List.of(), List.of());
		this.runner.withBean("ownConverter", DataConverter.class, () -> converter)
			.withBean("ownClient", OrchestrationClient.class, () -> client)
			.withBean("ownHistory", InstanceHistory.class, () -> history)
			.withBean("ownRegistrations", Registrations.class, () -> registrations)
			.withUserConfiguration(GreetingConfiguration.class)
			.run((context) -> {
				assertThat(context).getBean(DataConverter.class).isSameAs(converter);
				assertThat(context).getBean(OrchestrationClient.class).isSameAs(client);
				assertThat(context).getBean(InstanceHistory.class).isSameAs(history);
				assertThat(context).getBean(Registrations.class).isSameAs(registrations);
			});
	}

	@Test
	void instantiatesNoBeansToFindTheirMethods() {
		this.runner.withUserConfiguration(LazyConfiguration.class).run((context) -> {
			assertThat(context.getBean(Registrations.class).activityNames()).containsExactly("lazy");
			assertThat(context.getBeanFactory().containsSingleton("lazyActivities")).isFalse();
		});
	}

	@Test
	void startsWithLazyInitialization() {
		this.runner
			.withInitializer(
					(context) -> context.addBeanFactoryPostProcessor(new LazyInitializationBeanFactoryPostProcessor()))
			.withUserConfiguration(GreetingConfiguration.class)
			.run((context) -> assertThat(context.getBean(DurableEngine.class).isRunning()).isTrue());
	}

	@Test
	void explainsInvalidMethods() {
		this.runner.withUserConfiguration(InvalidConfiguration.class).run((context) -> {
			assertThat(context).hasFailed();
			assertThat(context.getStartupFailure()).rootCause().isInstanceOf(InvalidDurableMethodException.class);
			assertThat(new InvalidDurableMethodFailureAnalyzer().analyze(context.getStartupFailure()))
				.satisfies((analysis) -> {
					assertThat(analysis.getDescription()).contains("bean 'invalid'");
					assertThat(analysis.getAction()).isNotBlank();
				});
		});
	}

	@Test
	void explainsHiddenMethods() {
		this.runner.withUserConfiguration(HidingConfiguration.class)
			.run((context) -> assertThat(context).getFailure()
				.rootCause()
				.isInstanceOf(InvalidDurableMethodException.class)
				.hasMessageContaining("hides it"));
	}

	@Test
	void takesPropertiesOfTheEngine() {
		this.runner
			.withPropertyValues("durable.task-hub=orders", "durable.engine.poll-interval=2s",
					"durable.engine.heartbeat-interval=1s", "durable.engine.node-timeout=4s",
					"durable.engine.idle-timeout=1m", "durable.engine.max-cached-instances=7",
					"durable.engine.max-concurrent-activities=3", "durable.engine.shutdown-timeout=5s",
					"durable.limits.max-payload-size=10KB", "durable.limits.max-buffered-events=9",
					"durable.limits.max-turn-size=1MB", "durable.limits.max-json-depth=20")
			.run((context) -> {
				assertThat(context).hasNotFailed();
				DurableProperties properties = context.getBean(DurableProperties.class);
				assertThat(properties.getTaskHub()).isEqualTo("orders");
				assertThat(DurableEngineAutoConfiguration.settings(properties)).satisfies((settings) -> {
					assertThat(settings.pollInterval()).isEqualTo(Duration.ofSeconds(2));
					assertThat(settings.heartbeatInterval()).isEqualTo(Duration.ofSeconds(1));
					assertThat(settings.nodeTimeout()).isEqualTo(Duration.ofSeconds(4));
					assertThat(settings.idleTimeout()).isEqualTo(Duration.ofMinutes(1));
					assertThat(settings.maxCachedInstances()).isEqualTo(7);
					assertThat(settings.maxConcurrentActivities()).isEqualTo(3);
					assertThat(settings.shutdownTimeout()).isEqualTo(Duration.ofSeconds(5));
					assertThat(settings.maxPayloadSize()).isEqualTo(10_240);
					assertThat(settings.maxBufferedEvents()).isEqualTo(9);
					assertThat(settings.maxTurnSize()).isEqualTo(1_048_576);
				});
			});
	}

	@ParameterizedTest
	@ValueSource(strings = { "task-hub= ", "engine.poll-interval=0", "engine.heartbeat-interval=-1s",
			"engine.heartbeat-interval=10s", "engine.node-timeout=5s", "engine.idle-timeout=-1s",
			"engine.shutdown-timeout=-1s", "engine.max-cached-instances=0", "engine.max-concurrent-activities=0",
			"engine.max-queued-activities=-1", "engine.max-failed-trials=-1", "limits.max-buffered-events=0",
			"limits.max-turn-size=0B", "limits.max-json-depth=0" })
	void namesThePropertyThatIsUnusable(String property) {
		this.runner.withPropertyValues("durable." + property)
			.run((context) -> assertThat(context).getFailure()
				.rootCause()
				.isInstanceOf(InvalidConfigurationPropertyValueException.class)
				.hasMessageContaining("Property durable." + property.substring(0, property.indexOf('=')) + " "));
	}

	@Test
	void takesExtremeProperties() {
		this.runner
			.withPropertyValues("durable.engine.poll-interval=1ms", "durable.engine.heartbeat-interval=5s",
					"durable.engine.idle-timeout=0", "durable.engine.shutdown-timeout=0",
					"durable.engine.max-queued-activities=0", "durable.engine.max-failed-trials=0")
			.run((context) -> assertThat(context).hasNotFailed());
	}

	@Test
	void whatMayComeOverHttpCanBeReadAndWritten() {
		this.runner.withPropertyValues("durable.limits.max-json-depth=1000")
			.withUserConfiguration(DeepConfiguration.class)
			.run((context) -> {
				OrchestrationClient client = context.getBean(OrchestrationClient.class);
				String deep = "[".repeat(999) + "{}" + "]".repeat(999);
				String id = client.start("Deep", new RawJson(deep));
				OrchestrationStatus status = client.waitForCompletion(id, Duration.ofSeconds(20));
				assertThat(status.failure()).isNull();
				assertThat(status.output()).isEqualTo(new RawJson(deep));
				assertThat(status.output(JsonNode.class).isArray()).isTrue();
				assertThatExceptionOfType(DataConversionException.class)
					.isThrownBy(() -> client.start("Deep", new RawJson("[" + deep + "]")))
					.withMessageContaining("1001");
			});
	}

	@Test
	void aLowLimitForHttpDoesNotConcernTheApplication() {
		this.runner.withPropertyValues("durable.limits.max-json-depth=10").run((context) -> {
			String deep = "[".repeat(500) + "]".repeat(500);
			assertThat(context.getBean(DataConverter.class).toJson(new RawJson(deep))).isEqualTo(deep);
		});
	}

	@Test
	void defaultsAreThoseOfTheEngine() {
		assertThat(DurableEngineAutoConfiguration.settings(new DurableProperties()))
			.isEqualTo(EngineSettings.defaults());
	}

	@Configuration(proxyBeanMethods = false)
	static class DeepConfiguration {

		@Bean
		DeepOrchestrations deepOrchestrations() {
			return new DeepOrchestrations();
		}

	}

	static class DeepOrchestrations {

		@Orchestrator("Deep")
		JsonNode deep(OrchestrationContext context, JsonNode input) {
			return context.callActivity("Deepen", input, JsonNode.class).await();
		}

		@Activity("Deepen")
		JsonNode deepen(JsonNode input) {
			return input;
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class LazyConfiguration {

		@Bean
		@Lazy
		LazyActivities lazyActivities() {
			return new LazyActivities();
		}

	}

	static class LazyActivities {

		@Activity
		void lazy() {
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class InvalidConfiguration {

		@Bean
		InvalidActivities invalid() {
			return new InvalidActivities();
		}

	}

	static class InvalidActivities {

		@Activity
		void run(String first, String second) {
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class HidingConfiguration {

		@Bean
		Object hidden(OrchestrationClient client) {
			return new LazyActivities();
		}

	}

}
