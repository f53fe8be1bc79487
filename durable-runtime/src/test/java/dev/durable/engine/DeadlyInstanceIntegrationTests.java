package dev.durable.engine;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;

import com.zaxxer.hikari.HikariDataSource;
import dev.durable.history.CodeAbsent;
import dev.durable.history.ExecutionSuspended;
import dev.durable.history.HistoryCodec;
import dev.durable.history.HistoryEvent;
import dev.durable.store.jpa.TestDatabase;
import dev.durable.test.TestPostgres;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import org.springframework.jdbc.core.simple.JdbcClient;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Real processes that die of an instance, again and again, until it is suspended.
 */
@Timeout(240)
class DeadlyInstanceIntegrationTests {

	@TempDir
	Path directory;

	@Test
	void anOrchestratorThatEndsTheProcessIsSuspendedOnAnH2File() throws Exception {
		String url = "jdbc:h2:file:" + this.directory.resolve("durable").toAbsolutePath();
		assertIsSuspendedAndResumed(url, "DiesInCode");
	}

	@Test
	void anActivityThatEndsTheProcessIsSuspendedOnPostgreSql() throws Exception {
		assertIsSuspendedAndResumed(TestPostgres.shared().newDatabase(), "DiesInActivity");
	}

	private static void assertIsSuspendedAndResumed(String url, String orchestrator) throws Exception {
		int deaths = 0;
		int exit = run(url, orchestrator, false);
		while (exit == DyingNode.DIED && deaths < 10) {
			deaths++;
			exit = run(url, orchestrator, false);
		}
		assertThat(exit).isZero();
		assertThat(deaths).as("two takeovers make a suspect, two failed trials a culprit").isBetween(3, 6);
		try (HikariDataSource dataSource = TestDatabase.pool(url)) {
			JdbcClient jdbc = JdbcClient.create(dataSource);
			assertThat(status(jdbc, "culprit")).isEqualTo("SUSPENDED");
			for (int i = 0; i < 5; i++) {
				assertThat(status(jdbc, "steps-" + i)).isEqualTo("COMPLETED");
				assertThat(status(jdbc, "waits-" + i)).isEqualTo("RUNNING");
			}
			List<HistoryEvent> last = lastTurn(jdbc, "culprit");
			assertThat(last).hasExactlyElementsOfTypes(CodeAbsent.class, ExecutionSuspended.class);
			assertThat(((ExecutionSuspended) last.get(1)).reason()).contains("nodes died", orchestrator, "resume");
		}
		assertThat(run(url, orchestrator, true)).isZero();
		try (HikariDataSource dataSource = TestDatabase.pool(url)) {
			assertThat(status(JdbcClient.create(dataSource), "culprit")).isEqualTo("COMPLETED");
		}
	}

	private static int run(String url, String orchestrator, boolean corrected) throws Exception {
		Process process = new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-cp",
				System.getProperty("java.class.path"), DyingNode.class.getName(), url, orchestrator,
				String.valueOf(corrected))
			.inheritIO()
			.start();
		assertThat(process.waitFor(Duration.ofSeconds(60).toSeconds(), TimeUnit.SECONDS)).isTrue();
		return process.exitValue();
	}

	private static String status(JdbcClient jdbc, String instanceId) {
		return jdbc.sql("select runtime_status from durable_instance where instance_id = ?")
			.param(instanceId)
			.query(String.class)
			.single();
	}

	private static List<HistoryEvent> lastTurn(JdbcClient jdbc, String instanceId) {
		return HistoryCodec.decode(jdbc.sql("""
				select h.events from durable_history h join durable_instance i on i.id = h.instance
				where i.instance_id = ? order by h.generation desc, h.turn desc fetch first row only
				""").param(instanceId).query(String.class).single());
	}

}
