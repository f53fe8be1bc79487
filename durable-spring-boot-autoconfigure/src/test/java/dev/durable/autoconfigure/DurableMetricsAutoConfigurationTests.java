package dev.durable.autoconfigure;

import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;

import dev.durable.OrchestrationClient;
import dev.durable.engine.CommitterStatistics;
import dev.durable.engine.DurableEngine;
import dev.durable.observation.EngineListener;
import dev.durable.observation.EngineMetrics;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tag;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.config.MeterFilter;
import io.micrometer.core.instrument.config.MeterFilterReply;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.micrometer.observation.ObservationRegistry;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.jdbc.autoconfigure.DataSourceAutoConfiguration;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.assertj.AssertableApplicationContext;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link DurableMetricsAutoConfiguration}.
 */
class DurableMetricsAutoConfigurationTests {

	private final ApplicationContextRunner runner = new ApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(DataSourceAutoConfiguration.class, DurableStoreAutoConfiguration.class,
				DurableTraceAutoConfiguration.class, DurableMetricsAutoConfiguration.class,
				DurableEngineAutoConfiguration.class))
		.withPropertyValues("spring.datasource.url=jdbc:h2:mem:" + UUID.randomUUID() + ";DB_CLOSE_DELAY=-1")
		.withUserConfiguration(GreetingConfiguration.class);

	@Test
	void countsWhatTheEngineDoes() {
		this.runner.withBean(MeterRegistry.class, SimpleMeterRegistry::new).run((context) -> {
			MeterRegistry registry = context.getBean(MeterRegistry.class);
			context.getBean(EngineGauges.class).bindTo(registry);
			OrchestrationClient client = context.getBean(OrchestrationClient.class);
			client.waitForCompletion(client.start("Greet", "Ada"), Duration.ofSeconds(20));
			client.waitForCompletion(client.start("Greet", "Bob"), Duration.ofSeconds(20));
			Awaitility.await()
				.untilAsserted(() -> assertThat(
						registry.get("durable.orchestrations.completed").tag("outcome", "completed").counter().count())
					.isEqualTo(2));
			assertThat(registry.get("durable.orchestrations.started").tag("name", "Greet").counter().count())
				.isEqualTo(2);
			assertThat(registry.get("durable.orchestrations.duration").tag("name", "Greet").timer().count())
				.isEqualTo(2);
			assertThat(registry.get("durable.turn").tag("name", "Greet").timer().count()).isEqualTo(4);
			assertThat(registry.get("durable.commit").timer().count()).isBetween(2L, 6L);
			// a start and the first run are one commit, unless the code is slow
			CommitterStatistics committer = context.getBean(DurableEngine.class).statistics().committer();
			assertThat(committer.commits()).isBetween(4L, 6L);
			assertThat(registry.get("durable.commit.batch.size").summary().totalAmount())
				.isEqualTo(committer.commits());
			assertThat(registry.get("durable.claim").timer().count()).isPositive();
			assertThat(registry.get("durable.node.fenced").counter().count()).isZero();
			assertThat(registry.get("durable.messages.delivered").counter().count()).isZero();
			assertThat(registry.get("durable.activities").tag("name", "SayHello").timer().count()).isEqualTo(2);
			assertThat(registry.get("durable.activities.running").gauge().value()).isZero();
			assertThat(registry.get("durable.activities.queued").gauge().value()).isZero();
			Awaitility.await()
				.untilAsserted(
						() -> assertThat(registry.get("durable.orchestrations.cached").gauge().value()).isZero());
			assertThat(registry.get("durable.orchestrations.active").gauge().value()).isZero();
		});
	}

	@Test
	void activitiesAreNotTimedByTheirObservationsUnlessAllAreObserved() {
		this.runner.withBean(MeterRegistry.class, SimpleMeterRegistry::new)
			.run((context) -> assertThat(accepts(context)).isFalse());
		this.runner.withBean(MeterRegistry.class, SimpleMeterRegistry::new)
			.withPropertyValues("durable.tracing.observe-unsampled=true")
			.run((context) -> assertThat(accepts(context)).isTrue());
	}

	private static boolean accepts(AssertableApplicationContext context) {
		Meter.Id timer = new Meter.Id("durable.activities.run", Tags.empty(), null, null, Meter.Type.TIMER);
		return context.getBeanProvider(MeterFilter.class)
			.stream()
			.noneMatch((filter) -> filter.accept(timer) == MeterFilterReply.DENY);
	}

	@Test
	void tagsAreBounded() {
		this.runner.withBean(MeterRegistry.class, SimpleMeterRegistry::new).run((context) -> {
			OrchestrationClient client = context.getBean(OrchestrationClient.class);
			String instanceId = client.start("Greet", "Ada");
			client.waitForCompletion(instanceId, Duration.ofSeconds(20));
			List<Tag> tags = context.getBean(MeterRegistry.class)
				.getMeters()
				.stream()
				.filter((meter) -> meter.getId().getName().startsWith("durable."))
				.flatMap((meter) -> meter.getId().getTags().stream())
				.toList();
			assertThat(tags).extracting(Tag::getKey).isSubsetOf("name", "outcome", "status", "lane");
			assertThat(tags).extracting(Tag::getValue).doesNotContain(instanceId);
		});
	}

	@Test
	void backsOffWithoutRegistry() {
		this.runner.run((context) -> assertThat(context).hasNotFailed().doesNotHaveBean(EngineListener.class));
		new ApplicationContextRunner().withConfiguration(AutoConfigurations.of(DurableMetricsAutoConfiguration.class))
			.withClassLoader(new FilteredClassLoader("io.micrometer.core"))
			.run((context) -> assertThat(context).hasNotFailed().doesNotHaveBean(EngineListener.class));
	}

	@Test
	void orchestrationsRunWithoutRegistry() {
		this.runner.run(DurableMetricsAutoConfigurationTests::runOrchestration);
	}

	@Test
	void aListenerOfTheApplicationTakesThePlaceOfTheMetricsButNotOfTheGauges() {
		Listener listener = new Listener();
		this.runner.withBean(MeterRegistry.class, SimpleMeterRegistry::new)
			.withBean("ownListener", EngineListener.class, () -> listener)
			.withBean(ObservationRegistry.class, ObservationRegistry::create)
			.run((context) -> {
				assertThat(context).hasSingleBean(EngineListener.class).doesNotHaveBean(EngineMetrics.class);
				runOrchestration(context);
				assertThat(listener.started).containsExactly("Greet");
				MeterRegistry registry = context.getBean(MeterRegistry.class);
				context.getBean(EngineGauges.class).bindTo(registry);
				assertThat(registry.find("durable.orchestrations.started").counter()).isNull();
				assertThat(registry.get("durable.orchestrations.cached").gauge().value()).isNotNaN();
			});
	}

	private static void runOrchestration(AssertableApplicationContext context) {
		OrchestrationClient client = context.getBean(OrchestrationClient.class);
		assertThat(client.waitForCompletion(client.start("Greet", "Ada"), Duration.ofSeconds(20)).output(String.class))
			.isEqualTo("Hello Ada!");
	}

	private static final class Listener implements EngineListener {

		private final List<String> started = new CopyOnWriteArrayList<>();

		@Override
		public void started(String orchestrator) {
			this.started.add(orchestrator);
		}

	}

}
