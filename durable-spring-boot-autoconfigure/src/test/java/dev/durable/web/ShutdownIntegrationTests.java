package dev.durable.web;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

import dev.durable.web.TestHttp.Response;
import io.micrometer.core.instrument.LongTaskTimer;
import io.micrometer.core.instrument.MeterRegistry;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests of requests that wait while the application is stopped.
 */
class ShutdownIntegrationTests {

	private static final String BASE = "/runtime/orchestrations";

	@Test
	void whoWaitsIsToldWhatIsKnown() throws Exception {
		CompletableFuture<Response> status;
		CompletableFuture<Response> start;
		String origin;
		try (ConfigurableApplicationContext context = run()) {
			TestHttp http = new TestHttp(
					context.getEnvironment().getRequiredProperty("local.server.port", Integer.class));
			origin = http.origin();
			assertThat(http.post(BASE + "/start/Approval", "{\"input\":\"o1\",\"instanceId\":\"a1\"}").status())
				.isEqualTo(202);
			status = http.getLater(BASE + "/a1?waitSeconds=300");
			start = CompletableFuture.supplyAsync(
					() -> http.post(BASE + "/start/Approval?timeout=300", "{\"input\":\"o2\",\"instanceId\":\"a2\"}"));
			MeterRegistry metrics = context.getBean(MeterRegistry.class);
			Awaitility.await()
				.until(() -> metrics.find("http.server.requests.active")
					.longTaskTimers()
					.stream()
					.mapToInt(LongTaskTimer::activeTasks)
					.sum() == 2);
		}
		assertThat(status.get(1, TimeUnit.MINUTES).status()).isEqualTo(202);
		assertThat(status.get().text("runtimeStatus")).isEqualTo("Running");
		assertThat(status.get().header("Location")).isEqualTo(origin + BASE + "/a1");
		assertThat(start.get(1, TimeUnit.MINUTES).status()).isEqualTo(202);
		assertThat(start.get().header("Location")).isEqualTo(origin + BASE + "/a2");
	}

	private static ConfigurableApplicationContext run() {
		return new SpringApplicationBuilder(ContractTestApplication.class).run("--server.port=0",
				"--spring.datasource.url=jdbc:h2:mem:shutdown;DB_CLOSE_DELAY=-1", "--spring.flyway.enabled=false",
				"--spring.jpa.open-in-view=false", "--management.tracing.export.enabled=false",
				"--spring.lifecycle.timeout-per-shutdown-phase=10s");
	}

}
