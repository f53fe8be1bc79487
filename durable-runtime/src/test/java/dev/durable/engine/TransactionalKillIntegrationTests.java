package dev.durable.engine;

import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

import com.zaxxer.hikari.HikariDataSource;
import dev.durable.store.jpa.TestDatabase;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import org.springframework.jdbc.core.simple.JdbcClient;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A process that is killed, as {@code kill -9} does, around the commit of a transactional
 * activity.
 */
@Timeout(90)
class TransactionalKillIntegrationTests {

	@ParameterizedTest
	@CsvSource({ "H2_FILE,before,survivor", "H2_FILE,after,killed", "POSTGRESQL,before,survivor",
			"POSTGRESQL,after,killed" })
	void theWritesAreThereOnce(TestDatabase database, String point, String writer) throws Exception {
		String url;
		try (HikariDataSource pool = database.newPool()) {
			url = pool.getJdbcUrl();
		}
		kill(url, point);
		try (HikariDataSource pool = TestDatabase.pool(url)) {
			DurableEngine engine = KilledTransactionProcess.engine(pool, new HookedTransactionManager(pool),
					"survivor");
			engine.start();
			try {
				assertThat(PostgresCluster.output(engine.client(), KilledTransactionProcess.INSTANCE))
					.isIn("\"" + writer + " by survivor\"", "\"" + writer + " by killed\"");
				assertThat(JdbcClient.create(pool).sql("select text from effect").query(String.class).list())
					.isEqualTo(List.of(writer));
			}
			finally {
				engine.stop();
			}
		}
	}

	private static void kill(String url, String point) throws Exception {
		Process process = new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-cp",
				System.getProperty("java.class.path"), KilledTransactionProcess.class.getName(), url, point)
			.redirectErrorStream(true)
			.start();
		try (BufferedReader output = new BufferedReader(
				new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
			List<String> lines = new ArrayList<>();
			boolean reached = output.lines().peek(lines::add).anyMatch(KilledTransactionProcess.REACHED::equals);
			assertThat(reached).as("the process is where it is to be killed: %s", lines).isTrue();
		}
		finally {
			process.destroyForcibly();
			assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
		}
	}

}
