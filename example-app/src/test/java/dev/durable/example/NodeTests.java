package dev.durable.example;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

/**
 * Tests that Node.js runs, with the packages that their lock file pins. They never skip:
 * a machine without Node.js fails them.
 */
final class NodeTests {

	private static final int OLDEST_NODE = 20;

	private static final String REMEDY = "This test runs the npm package 'durable-functions': install Node.js "
			+ OLDEST_NODE + " or later, which brings npm, and put both on the PATH";

	private static final boolean WINDOWS = System.getProperty("os.name").toLowerCase(Locale.ROOT).startsWith("windows");

	private final Path directory;

	private NodeTests(Path directory) {
		this.directory = directory;
	}

	/**
	 * Copy tests into the build directory and install what they need there.
	 */
	static NodeTests install(String name) {
		Path base = Path.of(System.getProperty("basedir", ""));
		NodeTests tests = new NodeTests(base.resolve("target").resolve(name + "-tests").toAbsolutePath());
		tests.requireNode();
		tests.copy(base.resolve("src/test").resolve(name));
		tests.installPackages();
		return tests;
	}

	private void requireNode() {
		try {
			Files.createDirectories(this.directory);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
		String version = run(Map.of(), 30, "node", "--version").requireSuccess().strip();
		Matcher matcher = Pattern.compile("v(\\d+)\\..*").matcher(version);
		if (!matcher.matches() || Integer.parseInt(matcher.group(1)) < OLDEST_NODE) {
			fail("Node.js " + version + " is too old. " + REMEDY);
		}
	}

	private void copy(Path source) {
		try (Stream<Path> files = Files.list(source)) {
			for (Path file : files.filter(Files::isRegularFile).toList()) {
				Files.copy(file, this.directory.resolve(file.getFileName()), StandardCopyOption.REPLACE_EXISTING);
			}
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	private void installPackages() {
		run(Map.of(), 300, WINDOWS ? "npm.cmd" : "npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund",
				"--prefer-offline")
			.requireSuccess();
	}

	/**
	 * Run all tests of a file.
	 * @param file the name of the file
	 * @param environment what the tests need to know
	 * @return how many tests were run, all of them with success
	 */
	int run(String file, Map<String, String> environment) {
		String output = run(environment, 300, "node", "--test", "--test-reporter=tap", file).requireSuccess();
		assertThat(count(output, "skipped") + count(output, "todo") + count(output, "fail")).as(output).isZero();
		return count(output, "pass");
	}

	private static int count(String output, String what) {
		Matcher matcher = Pattern.compile("^# " + what + " (\\d+)$", Pattern.MULTILINE).matcher(output);
		assertThat(matcher.find()).as("count of '%s' in %s", what, output).isTrue();
		return Integer.parseInt(matcher.group(1));
	}

	private Outcome run(Map<String, String> environment, int seconds, String... command) {
		Path log = this.directory.resolve(command[0] + ".log");
		ProcessBuilder builder = new ProcessBuilder(command).directory(this.directory.toFile())
			.redirectErrorStream(true)
			.redirectOutput(log.toFile());
		builder.environment().putAll(environment);
		Process process;
		try {
			process = builder.start();
		}
		catch (IOException ex) {
			return fail("'" + command[0] + "' cannot be run: " + ex.getMessage() + ". " + REMEDY, ex);
		}
		try {
			boolean ended = process.waitFor(seconds, TimeUnit.SECONDS);
			String output = Files.readString(log, StandardCharsets.UTF_8);
			return new Outcome(List.of(command), ended && process.exitValue() == 0, output);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			throw new IllegalStateException(ex);
		}
		finally {
			process.destroyForcibly();
		}
	}

	/**
	 * What became of a command.
	 */
	private record Outcome(List<String> command, boolean successful, String output) {

		String requireSuccess() {
			assertThat(this.successful).as("%s succeeds; it wrote:%n%s", this.command, this.output).isTrue();
			return this.output;
		}

	}

}
