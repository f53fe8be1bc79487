package dev.durable.benchmark;

import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.EnumSet;
import java.util.Map;
import java.util.Set;

import dev.durable.benchmark.meter.Measurement;
import dev.durable.benchmark.system.ActivityBody;
import dev.durable.benchmark.system.BenchmarkedSystem;
import dev.durable.benchmark.system.Environment;
import dev.durable.benchmark.system.SystemType;
import dev.durable.benchmark.workload.CellContext;
import dev.durable.benchmark.workload.WorkloadType;
import dev.durable.test.TestPostgres;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Each workload once and very small, all of them with one application, so that the
 * benchmark does not rot.
 */
class OwnWorkloadsIntegrationTests {

	private static final String URL = TestPostgres.shared().newDatabase();

	private static ActivityBody activity = ActivityBody.ECHO;

	private static BenchmarkedSystem application;

	@BeforeAll
	static void startApplication() {
		application = SystemType.DURABLE_HTTP.start(new Environment(URL, 1, (payload) -> activity.perform(payload),
				Map.of("durable.engine.idle-timeout", "200ms")));
	}

	@AfterAll
	static void stopApplication() {
		application.close();
	}

	/** A crash would take as long as a node timeout. */
	static Set<WorkloadType> workloads() {
		return EnumSet.complementOf(EnumSet.of(WorkloadType.CRASH));
	}

	@ParameterizedTest
	@MethodSource("workloads")
	void runs(WorkloadType workload) throws Exception {
		Measurement measurement = workload.workload()
			.run(new CellContext(SystemType.DURABLE_HTTP, (environment) -> shared(environment.activity()), URL,
					Duration.ofMillis(10), Duration.ofMillis(50), 0.00002));
		assertThat(measurement.figures()).isNotEmpty();
	}

	private static BenchmarkedSystem shared(ActivityBody body) {
		activity = body;
		return (BenchmarkedSystem) Proxy.newProxyInstance(BenchmarkedSystem.class.getClassLoader(),
				new Class<?>[] { BenchmarkedSystem.class }, (proxy, method,
						arguments) -> method.getName().equals("close") ? null : method.invoke(application, arguments));
	}

}
