package dev.durable.benchmark;

import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import org.jspecify.annotations.Nullable;

/**
 * The one server of a run: that of a given URL, or one that is started from binaries. It
 * waits for the disk at each commit.
 */
final class BenchmarkPostgres implements AutoCloseable {

	/** No checkpoint by itself within a cell; everything else as PostgreSQL has it. */
	static final Map<String, String> SETTINGS = Map.of("fsync", "on", "synchronous_commit", "on", "full_page_writes",
			"on", "shared_buffers", "512MB", "max_wal_size", "16GB", "checkpoint_timeout", "1h", "max_connections",
			"400");

	private static final List<String> DURABILITY = List.of("fsync", "synchronous_commit", "full_page_writes");

	private final @Nullable EmbeddedPostgres server;

	private final String url;

	private final String version;

	private int databases;

	BenchmarkPostgres(@Nullable String url, Path dataDirectory) throws IOException, SQLException {
		this.server = (url != null) ? null : start(dataDirectory);
		this.url = (this.server == null) ? Objects.requireNonNull(url)
				: "jdbc:postgresql://localhost:%d/postgres?user=postgres&password=postgres"
					.formatted(this.server.getPort());
		for (String setting : DURABILITY) {
			if (!query("show " + setting).equals("on")) {
				close();
				throw new IllegalStateException("'%s' is off on this server".formatted(setting));
			}
		}
		this.version = query("show server_version");
	}

	/**
	 * Return the version of the server.
	 */
	String version() {
		return this.version;
	}

	private String query(String sql) throws SQLException {
		try (Connection connection = DriverManager.getConnection(this.url);
				Statement statement = connection.createStatement();
				ResultSet row = statement.executeQuery(sql)) {
			row.next();
			return row.getString(1);
		}
	}

	private static EmbeddedPostgres start(Path dataDirectory) throws IOException {
		EmbeddedPostgres.Builder builder = EmbeddedPostgres.builder()
			.setDataDirectory(dataDirectory)
			.setPGStartupWait(Duration.ofMinutes(1));
		SETTINGS.forEach(builder::setServerConfig);
		return builder.start();
	}

	/**
	 * Create an empty database and let the server write what it still has to write.
	 * @return its JDBC URL
	 */
	String newDatabase() throws SQLException {
		String name = "benchmark_%d_%d".formatted(ProcessHandle.current().pid(), ++this.databases);
		execute("create database " + name, "checkpoint");
		return this.url.replaceFirst("(jdbc:postgresql://[^/]+)/[^?]*", "$1/" + name);
	}

	void drop(String databaseUrl) throws SQLException {
		String name = databaseUrl.replaceFirst("jdbc:postgresql://[^/]+/([^?]*).*", "$1");
		execute("drop database %s with (force)".formatted(name));
	}

	private void execute(String... statements) throws SQLException {
		try (Connection connection = DriverManager.getConnection(this.url);
				Statement statement = connection.createStatement()) {
			for (String sql : statements) {
				statement.execute(sql);
			}
		}
	}

	@Override
	public void close() throws IOException {
		if (this.server != null) {
			this.server.close();
		}
	}

}
