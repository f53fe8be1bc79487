package dev.durable.example.kill;

import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

import dev.durable.test.RestartableTestPostgres;
import dev.durable.test.TestPostgres;
import org.junit.jupiter.api.Test;

import static org.awaitility.Awaitility.await;

/**
 * Kills the example as {@code kill -9} does, again and again while clients use it, and
 * looks whether everything that it accepted is done in the end, and done once.
 */
class KillIntegrationTests {

	private static final int INSTANCES = 200;

	private static final int KILLS = 4;

	private static final int CLIENTS = 8;

	// Long enough to take over from a killed process and to go on with what that one left
	private static final Duration LIFE = Duration.ofSeconds(4);

	@Test
	void h2File() throws Exception {
		Path directory = ExampleProcess.emptyDirectory("h2");
		run(directory, "jdbc:h2:file:" + directory.resolve("example").toAbsolutePath(), "sa", "",
				List.of("--example.data-directory=" + directory.toAbsolutePath()));
	}

	@Test
	void postgres() throws Exception {
		try (RestartableTestPostgres postgres = TestPostgres.restartable()) {
			String url = postgres.newDatabase();
			run(ExampleProcess.emptyDirectory("postgres"), url, postgres.username(), postgres.password(),
					List.of("--spring.profiles.active=postgres", "--spring.datasource.url=" + url,
							"--spring.datasource.username=" + postgres.username(),
							"--spring.datasource.password=" + postgres.password(), "--durable.engine.node-timeout=3s",
							"--durable.engine.heartbeat-interval=500ms"));
		}
	}

	private void run(Path directory, String url, String username, String password, List<String> arguments)
			throws Exception {
		ExampleClient client = new ExampleClient();
		Workload workload = new Workload(client);
		ExecutorService clients = Executors.newFixedThreadPool(CLIENTS);
		try (ExampleProcess example = new ExampleProcess(directory, client, arguments)) {
			List<Future<?>> work = new ArrayList<>();
			List<Instant> kills = new ArrayList<>();
			example.start();
			for (int kill = 1; kill <= KILLS; kill++) {
				int before = work.size();
				int after = INSTANCES * kill / KILLS;
				submit(clients, workload, work, (before + after) / 2);
				awaitQuietly(LIFE);
				submit(clients, workload, work, after);
				awaitAccepted(workload, after - 5);
				kills.add(example.kill());
				example.start();
			}
			for (Future<?> future : work) {
				future.get(2, TimeUnit.MINUTES);
			}
			Outcome outcome = Outcome.collect(client, workload, kills);
			example.stop();
			List<ActivityRun> runs = ActivityRun.readAll(example.logs());
			try (Connection connection = DriverManager.getConnection(url, username, password)) {
				RecordedActivities recorded = RecordedActivities.read(connection);
				Files.writeString(directory.resolve("outcome.txt"), outcome.summary() + recorded.summary(runs));
				outcome.verify();
				recorded.verify(runs);
				OrderTables.verify(connection, outcome.orders());
			}
		}
		finally {
			clients.shutdownNow();
		}
	}

	private void submit(ExecutorService clients, Workload workload, List<Future<?>> work, int until) {
		while (work.size() < until) {
			int number = work.size();
			work.add(clients.submit(() -> workload.run(number)));
		}
	}

	private void awaitAccepted(Workload workload, int number) {
		await().atMost(Duration.ofMinutes(2))
			.pollInterval(Duration.ofMillis(2))
			.until(() -> workload.accepted().size() >= number);
	}

	private void awaitQuietly(Duration duration) {
		Instant end = Instant.now().plus(duration);
		await().atMost(duration.multipliedBy(2)).until(() -> Instant.now().isAfter(end));
	}

}
