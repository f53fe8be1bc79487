package dev.durable.benchmark.system;

import java.time.Duration;
import java.util.Map;

import dev.durable.OrchestrationClient;
import dev.durable.OrchestrationStatus;
import dev.durable.RuntimeStatus;

import org.springframework.boot.WebApplicationType;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.jdbc.datasource.DataSourceTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * One node of this product as users have it: a Spring Boot application with the starter.
 */
final class DurableNode implements AutoCloseable {

	private static final Duration TIMEOUT = Duration.ofMinutes(5);

	private final ConfigurableApplicationContext application;

	private final OrchestrationClient client;

	DurableNode(Environment environment, DurableSetup setup) {
		String url = (setup.url() != null) ? setup.url() : environment.url();
		Class<?>[] sources = setup.observed() ? new Class<?>[] { DurableApplication.class, DroppedSpans.class }
				: new Class<?>[] { DurableApplication.class };
		this.application = new SpringApplicationBuilder(sources)
			.web(setup.web() ? WebApplicationType.SERVLET : WebApplicationType.NONE)
			.initializers(
					(context) -> context.getBeanFactory().registerSingleton("activityBody", environment.activity()))
			.properties(Map.of("spring.datasource.url", url, "spring.main.banner-mode", "off", "server.port", "0",
					"server.tomcat.max-keep-alive-requests", "-1", "logging.level.root", "warn"))
			.properties(environment.properties())
			.run();
		this.client = this.application.getBean(OrchestrationClient.class);
	}

	OrchestrationClient client() {
		return this.client;
	}

	/** Return the port of the application's web server. */
	int port() {
		return this.application.getEnvironment().getRequiredProperty("local.server.port", Integer.class);
	}

	void run(String orchestrator, int activities, String key) {
		await(start(orchestrator, activities, key));
	}

	String start(String orchestrator, int activities, String key) {
		return this.client.start(orchestrator, new DurableOrchestrations.Sequence(activities, Payload.of(key)));
	}

	/** Start in a transaction of the application: the instance has to be claimed then. */
	void runClaimed(String orchestrator, int activities, String key) {
		TransactionTemplate transaction = new TransactionTemplate(
				this.application.getBean(DataSourceTransactionManager.class));
		String id = transaction.execute((status) -> start(orchestrator, activities, key));
		await(id);
	}

	private void await(String instanceId) {
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
