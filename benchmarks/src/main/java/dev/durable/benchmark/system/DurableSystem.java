package dev.durable.benchmark.system;

import java.time.Duration;

import dev.durable.OrchestrationClient;
import dev.durable.OrchestrationStatus;
import dev.durable.RuntimeStatus;

import org.springframework.boot.WebApplicationType;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;

/**
 * This product as users have it: a Spring Boot application with the starter.
 */
final class DurableSystem implements BenchmarkedSystem {

	private static final Duration TIMEOUT = Duration.ofMinutes(5);

	private final ConfigurableApplicationContext application;

	private final OrchestrationClient client;

	DurableSystem(Environment environment) {
		this.application = new SpringApplicationBuilder(DurableApplication.class).web(WebApplicationType.NONE)
			.initializers(
					(context) -> context.getBeanFactory().registerSingleton("activityBody", environment.activity()))
			.properties("spring.datasource.url=" + environment.url(), "spring.main.banner-mode=off",
					"logging.level.root=warn")
			.run();
		this.client = this.application.getBean(OrchestrationClient.class);
	}

	@Override
	public void runSequential(String key, int activities) {
		complete(this.client.start("Sequential", new DurableOrchestrations.Sequence(activities, Payload.of(key))));
	}

	private void complete(String instanceId) {
		OrchestrationStatus status = this.client.waitForCompletion(instanceId, TIMEOUT);
		if (status.runtimeStatus() != RuntimeStatus.COMPLETED) {
			throw new IllegalStateException("Instance '%s' is %s".formatted(instanceId, status));
		}
	}

	@Override
	public void close() {
		this.application.close();
	}

}
