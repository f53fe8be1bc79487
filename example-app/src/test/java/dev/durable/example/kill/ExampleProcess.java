package dev.durable.example.kill;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

import org.springframework.util.FileSystemUtils;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * The example's jar in a process of its own that can be killed and started again.
 */
public final class ExampleProcess implements AutoCloseable {

	private static final Path JAR = Path.of(System.getProperty("basedir", ""), "target", "example-app.jar");

	private final Path directory;

	private final ExampleClient client;

	private final List<String> arguments;

	private final Map<String, String> environment;

	private final List<Path> logs = new ArrayList<>();

	private Process process;

	public ExampleProcess(Path directory, ExampleClient client, List<String> arguments) {
		this(directory, client, arguments, Map.of());
	}

	public ExampleProcess(Path directory, ExampleClient client, List<String> arguments,
			Map<String, String> environment) {
		assertThat(JAR).as("the packaged application").exists();
		this.directory = directory;
		this.client = client;
		this.arguments = arguments;
		this.environment = environment;
	}

	public void start() {
		Path log = this.directory.resolve("application-" + (this.logs.size() + 1) + ".log");
		List<String> command = new ArrayList<>(
				List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-Xmx256m",
						"-XX:TieredStopAtLevel=1", "-jar", JAR.toString(), "--server.port=" + this.client.port()));
		command.addAll(this.arguments);
		ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log.toFile());
		builder.environment().keySet().removeIf((name) -> name.startsWith("OTEL_"));
		builder.environment().putAll(this.environment);
		try {
			this.process = builder.start();
			this.logs.add(log);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
		await().atMost(Duration.ofSeconds(90)).pollInterval(Duration.ofMillis(100)).until(() -> {
			assertThat(this.process.isAlive()).as("the application is running, see %s", log).isTrue();
			return this.client.isHealthy();
		});
	}

	/**
	 * Kill the process as {@code kill -9} does and return when it is gone.
	 * @return when it was killed
	 */
	Instant kill() {
		Instant now = Instant.now();
		this.process.destroyForcibly();
		awaitEnd();
		return now;
	}

	/**
	 * Ask the process to end and wait until it has ended.
	 */
	public void stop() {
		this.process.destroy();
		awaitEnd();
	}

	public List<Path> logs() {
		return this.logs;
	}

	private void awaitEnd() {
		try {
			assertThat(this.process.waitFor(60, TimeUnit.SECONDS)).as("the application has ended").isTrue();
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			throw new IllegalStateException(ex);
		}
	}

	@Override
	public void close() {
		if (this.process != null) {
			this.process.destroyForcibly();
		}
	}

	public static Path emptyDirectory(String name) throws IOException {
		Path parent = Path.of(System.getProperty("basedir", ""), "target", "kill-test");
		Path directory = parent.resolve(name);
		FileSystemUtils.deleteRecursively(directory);
		return Files.createDirectories(directory);
	}

}
