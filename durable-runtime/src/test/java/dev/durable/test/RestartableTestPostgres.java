package dev.durable.test;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;

import org.springframework.util.FileSystemUtils;

import static org.awaitility.Awaitility.await;

/**
 * A PostgreSQL server that a test can stop as a crash would and start again on the same
 * port with the same data.
 */
public final class RestartableTestPostgres extends TestPostgres implements AutoCloseable {

	private final Path dataDirectory;

	private final Map<String, String> settings;

	private EmbeddedPostgres server;

	private boolean running = true;

	private RestartableTestPostgres(Path dataDirectory, Map<String, String> settings, EmbeddedPostgres server) {
		super(url("localhost", server.getPort()));
		this.dataDirectory = dataDirectory;
		this.settings = settings;
		this.server = server;
	}

	static RestartableTestPostgres start(Map<String, String> settings) {
		try {
			Path dataDirectory = Files.createTempDirectory("durable-test-postgres");
			Map<String, String> allSettings = new HashMap<>(SETTINGS);
			allSettings.putAll(settings);
			return new RestartableTestPostgres(dataDirectory, allSettings, start(dataDirectory, allSettings, 0));
		}
		catch (IOException ex) {
			throw new UncheckedIOException("Could not start PostgreSQL", ex);
		}
	}

	private static EmbeddedPostgres start(Path dataDirectory, Map<String, String> settings, int port)
			throws IOException {
		EmbeddedPostgres.Builder builder = EmbeddedPostgres.builder()
			.setDataDirectory(dataDirectory)
			.setCleanDataDirectory(false)
			.setPort(port)
			.setPGStartupWait(Duration.ofMinutes(1));
		settings.forEach(builder::setServerConfig);
		return builder.start();
	}

	/**
	 * Start the server again after {@link #stopImmediately()}.
	 */
	public synchronized void start() {
		if (this.running) {
			throw new IllegalStateException("The server is running");
		}
		try {
			this.server = start(this.dataDirectory, this.settings, this.server.getPort());
			this.running = true;
		}
		catch (IOException ex) {
			throw new UncheckedIOException("Could not start PostgreSQL again", ex);
		}
	}

	/**
	 * Stop the server without a checkpoint: open transactions and connections are lost
	 * and the next start recovers from the write-ahead log. Returns when the server has
	 * ended.
	 */
	public synchronized void stopImmediately() {
		if (!this.running) {
			return;
		}
		Path pidFile = this.dataDirectory.resolve("postmaster.pid");
		try {
			String pid = Files.readAllLines(pidFile).get(0).strip();
			int result = new ProcessBuilder("kill", "-QUIT", pid).inheritIO().start().waitFor();
			if (result != 0) {
				throw new IllegalStateException("Could not stop PostgreSQL process " + pid);
			}
			await().atMost(Duration.ofSeconds(30)).until(() -> Files.notExists(pidFile));
			this.running = false;
			// Gives up the lock on the data directory; logs that no server is left to
			// stop
			this.server.close();
		}
		catch (IOException ex) {
			throw new UncheckedIOException("Could not stop PostgreSQL", ex);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			throw new IllegalStateException("Interrupted while stopping PostgreSQL", ex);
		}
	}

	@Override
	public synchronized void close() {
		try {
			if (this.running) {
				this.running = false;
				this.server.close();
			}
			FileSystemUtils.deleteRecursively(this.dataDirectory);
		}
		catch (IOException ex) {
			throw new UncheckedIOException("Could not stop PostgreSQL", ex);
		}
	}

}
