package dev.durable.autoconfigure;

import java.util.List;
import java.util.UUID;

import dev.durable.engine.DurableEngine;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.boot.health.contributor.Status;
import org.springframework.boot.jdbc.autoconfigure.DataSourceAutoConfiguration;
import org.springframework.boot.jdbc.autoconfigure.JdbcTemplateAutoConfiguration;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.jdbc.core.JdbcTemplate;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link DurableHealthAutoConfiguration} and
 * {@link DurableEndpointAutoConfiguration}.
 */
class DurableHealthAutoConfigurationTests {

	private final ApplicationContextRunner runner = new ApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(DataSourceAutoConfiguration.class, JdbcTemplateAutoConfiguration.class,
				DurableStoreAutoConfiguration.class, DurableTraceAutoConfiguration.class,
				DurableEngineAutoConfiguration.class, DurableHealthAutoConfiguration.class,
				DurableEndpointAutoConfiguration.class))
		.withPropertyValues("spring.datasource.url=jdbc:h2:mem:" + UUID.randomUUID() + ";DB_CLOSE_DELAY=-1",
				"durable.engine.heartbeat-interval=100ms")
		.withUserConfiguration(GreetingConfiguration.class);

	@Test
	void aRunningEngineIsUp() {
		this.runner.run((context) -> {
			Health health = context.getBean("durableHealthIndicator", HealthIndicator.class).health();
			assertThat(health.getStatus()).isEqualTo(Status.UP);
			assertThat(health.getDetails()).containsKeys("node", "secondsSinceHeartbeat").doesNotContainKey("problem");
		});
	}

	@Test
	void aStoppedEngineIsDown() {
		this.runner.run((context) -> {
			context.getBean(DurableEngine.class).stop();
			assertDown(context.getBean("durableHealthIndicator", HealthIndicator.class).health(), "stopped");
		});
	}

	@Test
	void anEngineWithoutDatabaseIsDown() {
		this.runner.run((context) -> {
			HealthIndicator indicator = context.getBean("durableHealthIndicator", HealthIndicator.class);
			context.getBean(JdbcTemplate.class).execute("alter table durable_node rename to elsewhere");
			Awaitility.await().untilAsserted(() -> assertDown(indicator.health(), "heartbeats"));
			context.getBean(JdbcTemplate.class).execute("alter table elsewhere rename to durable_node");
			Awaitility.await().untilAsserted(() -> assertThat(indicator.health().getStatus()).isEqualTo(Status.UP));
		});
	}

	private static void assertDown(Health health, String problem) {
		assertThat(health.getStatus()).isEqualTo(Status.DOWN);
		assertThat(health.getDetails().get("problem")).asString().contains(problem);
	}

	@Test
	void backsOff() {
		this.runner.withPropertyValues("management.health.durable.enabled=false")
			.run((context) -> assertThat(context).doesNotHaveBean(HealthIndicator.class));
		new ApplicationContextRunner().withConfiguration(AutoConfigurations.of(DurableHealthAutoConfiguration.class))
			.withClassLoader(new FilteredClassLoader("org.springframework.boot.health"))
			.run((context) -> assertThat(context).hasNotFailed().doesNotHaveBean("durableHealthIndicator"));
		this.runner.withPropertyValues("durable.enabled=false")
			.run((context) -> assertThat(context).hasNotFailed().doesNotHaveBean(HealthIndicator.class));
	}

	@Test
	void theEndpointTellsOfCodeAndNodes() {
		this.runner.withPropertyValues("management.endpoints.web.exposure.include=durable").run((context) -> {
			DurableEndpoint.Description description = context.getBean(DurableEndpoint.class).durable();
			assertThat(description.taskHub()).isEqualTo("default");
			assertThat(description.orchestrators())
				.containsExactly(new DurableEndpoint.Orchestrator("Greet", List.of()));
			assertThat(description.activities()).containsExactly("SayHello");
			assertThat(description.node().healthy()).isTrue();
			assertThat(description.nodes()).singleElement()
				.satisfies((node) -> assertThat(node.id()).isEqualTo(description.node().id()))
				.satisfies((node) -> assertThat(node.self()).isTrue());
		});
	}

	@Test
	void theEndpointIsNotThereUnlessExposed() {
		this.runner.run((context) -> assertThat(context).doesNotHaveBean(DurableEndpoint.class));
	}

}
