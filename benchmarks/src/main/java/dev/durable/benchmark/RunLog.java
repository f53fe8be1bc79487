package dev.durable.benchmark;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * Says beside the figures what they are of, so that a figure can be traced to a run.
 *
 * @param options what is run
 * @param postgres the version of the server
 */
record RunLog(SuiteOptions options, String postgres) {

	/**
	 * Add this run to those of the same directory.
	 */
	void append() throws IOException, InterruptedException {
		String properties = new TreeMap<>(System.getProperties()).entrySet()
			.stream()
			.filter((property) -> property.getKey().toString().startsWith("benchmark."))
			.map((property) -> "-D%s=%s".formatted(property.getKey(), property.getValue()))
			.collect(Collectors.joining(" "));
		String line = "%s, commit %s, Java %s, PostgreSQL %s, warm-up %s, duration %s: %s%n".formatted(
				Instant.now().truncatedTo(ChronoUnit.SECONDS), commit(), Runtime.version(), this.postgres,
				this.options.warmUp(), this.options.duration(), properties);
		Files.writeString(this.options.output().resolve("runs.txt"), line, StandardOpenOption.CREATE,
				StandardOpenOption.APPEND);
	}

	private static String commit() throws InterruptedException {
		try {
			Process git = new ProcessBuilder("git", "describe", "--always", "--dirty").start();
			String commit = new String(git.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
			return (git.waitFor() == 0) ? commit : "unknown";
		}
		catch (IOException ex) {
			return "unknown"; // no git here
		}
	}

}
