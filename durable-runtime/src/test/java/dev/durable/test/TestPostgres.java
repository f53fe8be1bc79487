package dev.durable.test;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Map;
import java.util.Properties;
import java.util.UUID;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import org.postgresql.Driver;
import org.testcontainers.DockerClientFactory;
import org.testcontainers.postgresql.PostgreSQLContainer;

/**
 * A PostgreSQL server for tests. The {@link #shared() shared} one is the server named by
 * the environment variable {@value #URL_VARIABLE} (a JDBC URL with {@code user} and
 * {@code password} parameters of a user who may create databases), else a container where
 * a Docker engine answers, else a server started from binaries on the class path.
 */
public sealed class TestPostgres permits RestartableTestPostgres {

	static final String URL_VARIABLE = "DURABLE_TEST_POSTGRES_URL";

	// The embedded server's own default would lose commits that it has confirmed
	static final Map<String, String> SETTINGS = Map.of("max_connections", "400", "synchronous_commit", "on");

	private static TestPostgres shared;

	private final String url;

	private final Properties properties;

	TestPostgres(String url) {
		this.url = url;
		this.properties = Driver.parseURL(url, new Properties());
		if (this.properties == null) {
			throw new IllegalArgumentException("'%s' is not the JDBC URL of a PostgreSQL database".formatted(url));
		}
	}

	/**
	 * Return the one server that all tests in this JVM share. It does not wait for disks
	 * ({@code fsync} is off), unless it comes from the environment.
	 */
	public static synchronized TestPostgres shared() {
		if (shared == null) {
			shared = new TestPostgres(startShared());
		}
		return shared;
	}

	/**
	 * Start a server of the test's own that can be stopped and started again, with
	 * {@code fsync} on. The test closes it.
	 */
	public static RestartableTestPostgres restartable() {
		return restartable(Map.of("fsync", "on"));
	}

	/**
	 * Start a server of the test's own that can be stopped and started again.
	 * @param settings server settings such as {@code fsync}, which is off if not given
	 */
	public static RestartableTestPostgres restartable(Map<String, String> settings) {
		return RestartableTestPostgres.start(settings);
	}

	private static String startShared() {
		String url = System.getenv(URL_VARIABLE);
		if (url != null && !url.isBlank()) {
			return url;
		}
		return DockerClientFactory.instance().isDockerAvailable() ? startContainer() : startEmbedded();
	}

	@SuppressWarnings("resource") // Testcontainers stops it when the JVM ends
	private static String startContainer() {
		PostgreSQLContainer container = new PostgreSQLContainer("postgres:18-alpine").withUsername("postgres")
			.withPassword("postgres")
			.withDatabaseName("postgres");
		container.setCommand("postgres", "-c", "fsync=off", "-c", "max_connections=" + SETTINGS.get("max_connections"));
		container.start();
		return url(container.getHost(), container.getMappedPort(PostgreSQLContainer.POSTGRESQL_PORT));
	}

	private static String startEmbedded() {
		EmbeddedPostgres.Builder builder = EmbeddedPostgres.builder().setPGStartupWait(Duration.ofMinutes(1));
		SETTINGS.forEach(builder::setServerConfig);
		try {
			return url("localhost", builder.start().getPort());
		}
		catch (IOException ex) {
			throw new UncheckedIOException("Could not start PostgreSQL", ex);
		}
	}

	static String url(String host, int port) {
		return "jdbc:postgresql://%s:%d/postgres?user=postgres&password=postgres".formatted(host, port);
	}

	/**
	 * Create an empty database.
	 * @return its JDBC URL, which contains user and password
	 */
	public String newDatabase() {
		String name = "durable_" + UUID.randomUUID().toString().replace("-", "");
		try (Connection connection = DriverManager.getConnection(this.url);
				Statement statement = connection.createStatement()) {
			statement.execute("create database " + name);
		}
		catch (SQLException ex) {
			throw new IllegalStateException("Could not create database '%s'".formatted(name), ex);
		}
		return this.url.replaceFirst("(jdbc:postgresql://[^/]+)/[^?]*", "$1/" + name);
	}

	/**
	 * Return the JDBC URL of the server's maintenance database. It contains user and
	 * password.
	 */
	public String url() {
		return this.url;
	}

	public String username() {
		return this.properties.getProperty("user");
	}

	public String password() {
		return this.properties.getProperty("password");
	}

}
