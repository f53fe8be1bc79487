package dev.durable.autoconfigure;

import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.List;
import java.util.stream.Stream;

import javax.sql.DataSource;

import com.zaxxer.hikari.HikariDataSource;
import dev.durable.Orchestrator;
import dev.durable.store.jpa.SchemaOutdatedException;
import dev.durable.store.jpa.UnsupportedDatabaseException;
import org.hibernate.HibernateException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.ImportAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.hibernate.autoconfigure.HibernateJpaAutoConfiguration;
import org.springframework.boot.jdbc.autoconfigure.DataSourceAutoConfiguration;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.io.ClassPathResource;
import org.springframework.core.io.support.EncodedResource;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.DriverManagerDataSource;
import org.springframework.jdbc.datasource.init.ScriptStatementFailedException;
import org.springframework.mock.env.MockEnvironment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatException;

/**
 * Tests of what an application says that cannot start.
 */
@ExtendWith(OutputCaptureExtension.class)
class FailureAnalyzersTests {

	@Test
	void tellsToChooseBetweenSeveralDataSources(CapturedOutput output) {
		fails(SeveralDataSourcesConfiguration.class);
		assertThat(output).contains("APPLICATION FAILED TO START", "any of several DataSources: first, second",
				"@DurableDataSource", "@Primary");
	}

	@Test
	void tellsToMarkOneDataSourceOnly(CapturedOutput output) {
		fails(SeveralMarkedDataSourcesConfiguration.class);
		assertThat(output).contains("APPLICATION FAILED TO START", "any of several DataSources: first, second");
	}

	@Test
	void tellsWhichDatabasesAreSupported(CapturedOutput output) {
		fails(UnsupportedDatabaseConfiguration.class);
		assertThat(output).contains("APPLICATION FAILED TO START", "MySQL 8.4 is not supported",
				"PostgreSQL 14 or later, or H2 2.4 or later", "@DurableDataSource", "durable.enabled=false");
	}

	@Test
	void tellsWhichScriptsToRun(CapturedOutput output) {
		fails(OneDataSourceConfiguration.class, "--durable.schema.mode=never");
		assertThat(output).contains("APPLICATION FAILED TO START", "do not exist", "h2/V1__initial.sql",
				"and those beside it, up to V", "in the order of their numbers");
	}

	@Test
	void tellsOfTheOnlyScriptThatIsMissing() {
		assertThat(new SchemaOutdatedFailureAnalyzer().analyze(new SchemaOutdatedException(2, 3, "V3")))
			.satisfies((analysis) -> assertThat(analysis.getAction()).startsWith("Run the script 'V3', or set"));
	}

	@Test
	void tellsWhatTheUserOfTheDataSourceMustBeAllowedTo(CapturedOutput output) {
		try (HikariDataSource owner = new HikariDataSource()) {
			owner.setJdbcUrl("jdbc:h2:mem:restricted");
			JdbcClient.create(owner).sql("create user limited password 'x'").update();
			fails(RestrictedDataSourceConfiguration.class);
		}
		assertThat(output).contains("APPLICATION FAILED TO START", "could not be created or upgraded: ",
				"create tables in its schema", "durable.schema.mode=never");
	}

	@Test
	void saysNothingOfScriptsOfTheApplication() {
		ScriptStatementFailedException failure = new ScriptStatementFailedException("create table note", 1,
				new EncodedResource(new ClassPathResource("schema.sql")), new SQLException());
		assertThat(new SchemaScriptFailureAnalyzer().analyze(failure)).isNull();
	}

	@Test
	void tellsThatTheDatabaseCannotBeUsed(CapturedOutput output) {
		fails(MissingDatabaseConfiguration.class);
		assertThat(output).contains("APPLICATION FAILED TO START", "not found",
				"Make sure that the database of the DataSource", "one process only");
	}

	@Test
	void tellsThatAnotherProcessHasTheFile(CapturedOutput output, @TempDir Path directory) throws Exception {
		failsOnOpenFile(directory, DataSourceConfiguration.class);
		assertThat(output).contains("APPLICATION FAILED TO START", "Another process has the file of the H2 database",
				"one node of the application", "use PostgreSQL");
	}

	@Test
	void tellsThatAnotherProcessHasTheFileAlthoughHibernateDoesNot(CapturedOutput output, @TempDir Path directory)
			throws Exception {
		failsOnOpenFile(directory, JpaConfiguration.class);
		assertThat(output).contains("Unable to determine Dialect", "APPLICATION FAILED TO START",
				"Another process has the file of the H2 database", "one node of the application", "use PostgreSQL");
	}

	@Test
	void saysNothingOfOtherFailuresOfHibernate(@TempDir Path directory) throws SQLException {
		String url = "jdbc:h2:file:" + directory.resolve("free");
		MockEnvironment environment = new MockEnvironment().withProperty("spring.datasource.url", url);
		DatabaseInUseFailureAnalyzer analyzer = new DatabaseInUseFailureAnalyzer(environment);
		assertThat(analyzer.analyze(new HibernateException("no such table"))).isNull();
		assertThat(directory).isEmptyDirectory();
		DriverManager.getConnection(url, "sa", "").close();
		assertThat(analyzer.analyze(new HibernateException("no such table"))).isNull();
	}

	/**
	 * Start on a file of H2 that is locked as another process would lock it.
	 */
	private static void failsOnOpenFile(Path directory, Class<?> configuration) throws Exception {
		String url = "jdbc:h2:file:" + directory.resolve("open");
		DriverManager.getConnection(url, "sa", "").close();
		try (FileChannel file = FileChannel.open(directory.resolve("open.mv.db"), StandardOpenOption.WRITE);
				FileLock lock = file.lock()) {
			assertThat(lock.isValid()).isTrue();
			fails(configuration, "--spring.datasource.url=" + url, "--spring.datasource.username=sa");
		}
	}

	@Test
	void tellsHowToWriteAMethod(CapturedOutput output) {
		fails(WrongMethodConfiguration.class);
		assertThat(output).contains("APPLICATION FAILED TO START", "Write it as 'run(OrchestrationContext context)'");
	}

	@Test
	void tellsWhichPropertyIsUnusable(CapturedOutput output) {
		fails(OneDataSourceConfiguration.class, "--durable.engine.heartbeat-interval=10s");
		assertThat(output).contains("APPLICATION FAILED TO START", "'durable.engine.heartbeat-interval'",
				"at most a third of 'durable.engine.node-timeout'");
	}

	private static void fails(Class<?> configuration, String... arguments) {
		assertThatException()
			.isThrownBy(() -> new SpringApplicationBuilder(Durable.class, configuration).web(WebApplicationType.NONE)
				.run(Stream.concat(Stream.of("--spring.main.banner-mode=off"), Stream.of(arguments))
					.toArray(String[]::new)));
	}

	private static DataSource dataSource() {
		return new DriverManagerDataSource("jdbc:h2:mem:failures");
	}

	@Configuration(proxyBeanMethods = false)
	@ImportAutoConfiguration({ DurableStoreAutoConfiguration.class, DurableTraceAutoConfiguration.class,
			DurableEngineAutoConfiguration.class })
	static class Durable {

	}

	@Configuration(proxyBeanMethods = false)
	@ImportAutoConfiguration(DataSourceAutoConfiguration.class)
	static class DataSourceConfiguration {

	}

	@Configuration(proxyBeanMethods = false)
	@ImportAutoConfiguration({ DataSourceAutoConfiguration.class, HibernateJpaAutoConfiguration.class })
	static class JpaConfiguration {

	}

	@Configuration(proxyBeanMethods = false)
	static class OneDataSourceConfiguration {

		@Bean
		DataSource only() {
			return dataSource();
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class RestrictedDataSourceConfiguration {

		@Bean
		DataSource restricted() {
			return new DriverManagerDataSource("jdbc:h2:mem:restricted", "limited", "x");
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class MissingDatabaseConfiguration {

		@Bean
		DataSource missing() {
			return new DriverManagerDataSource("jdbc:h2:mem:missing;IFEXISTS=TRUE");
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class SeveralDataSourcesConfiguration {

		@Bean
		DataSource first() {
			return dataSource();
		}

		@Bean
		DataSource second() {
			return dataSource();
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class SeveralMarkedDataSourcesConfiguration {

		@Bean
		@DurableDataSource
		DataSource first() {
			return dataSource();
		}

		@Bean
		@DurableDataSource
		DataSource second() {
			return dataSource();
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class UnsupportedDatabaseConfiguration {

		@Bean
		List<String> unsupported() {
			throw new UnsupportedDatabaseException("MySQL 8.4");
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class WrongMethodConfiguration {

		@Bean
		DataSource only() {
			return dataSource();
		}

		@Bean
		Wrong wrong() {
			return new Wrong();
		}

	}

	static class Wrong {

		@Orchestrator
		void run() {
		}

	}

}
