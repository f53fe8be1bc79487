package dev.durable.trace;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

import org.awaitility.Awaitility;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.web.server.servlet.context.ServletWebServerApplicationContext;

/**
 * A {@link TracedApplication} in a process of its own, that writes its spans to a file
 * and can be killed.
 */
final class TracedProcess implements AutoCloseable {

	private static final String PORT = "Listening on ";

	private final Process process;

	private final Path output;

	private final Path spans;

	private TracedProcess(Process process, Path output, Path spans) {
		this.process = process;
		this.output = output;
		this.spans = spans;
	}

	static TracedProcess start(Path spans, String url, boolean hold) throws IOException {
		ProcessBuilder builder = new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin", "java").toString(),
				"-XX:TieredStopAtLevel=1", "-Xmx256m", "-cp", System.getProperty("java.class.path"),
				TracedProcess.class.getName(), "--server.port=0", "--spring.flyway.enabled=false",
				"--spring.jpa.open-in-view=false", "--management.tracing.sampling.probability=1.0",
				"--management.tracing.baggage.remote-fields=tenant",
				"--management.tracing.baggage.correlation.fields=tenant", "--durable.engine.heartbeat-interval=300ms",
				"--durable.engine.node-timeout=2s", "--spring.datasource.url=" + url,
				"--" + SpanFile.PROPERTY + "=" + spans, "--traced.hold=" + hold);
		Path output = spans.resolveSibling(spans.getFileName() + ".log");
		return new TracedProcess(builder.redirectErrorStream(true).redirectOutput(output.toFile()).start(), output,
				spans);
	}

	public static void main(String[] arguments) {
		ServletWebServerApplicationContext context = (ServletWebServerApplicationContext) new SpringApplication(
				TracedApplication.class, SpanFile.Configuration.class)
			.run(arguments);
		System.out.println(PORT + context.getWebServer().getPort());
	}

	int port() {
		return Integer.parseInt(await(PORT).substring(PORT.length()));
	}

	/**
	 * Wait for a line of output.
	 */
	String await(String beginning) {
		return Awaitility.await().atMost(Duration.ofSeconds(60)).failFast(() -> {
			if (!this.process.isAlive()) {
				throw new IllegalStateException("The process has ended: " + lines(this.output));
			}
		})
			.until(() -> lines(this.output).stream().filter((line) -> line.startsWith(beginning)).findFirst(),
					Optional::isPresent)
			.orElseThrow();
	}

	List<WrittenSpan> spans() {
		return Files.exists(this.spans) ? lines(this.spans).stream().map(WrittenSpan::parse).toList() : List.of();
	}

	private static List<String> lines(Path file) {
		try {
			return Files.readAllLines(file);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	/**
	 * End the process as {@code kill -9} does.
	 */
	void kill() {
		this.process.destroyForcibly();
		try {
			if (!this.process.waitFor(30, TimeUnit.SECONDS)) {
				throw new IllegalStateException("The process does not end");
			}
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			throw new IllegalStateException(ex);
		}
	}

	@Override
	public void close() {
		kill();
	}

}
