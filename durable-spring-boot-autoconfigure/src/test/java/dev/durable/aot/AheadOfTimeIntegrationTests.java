package dev.durable.aot;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

import javax.tools.JavaCompiler;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import org.springframework.boot.SpringApplicationAotProcessor;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests that an application whose beans were prepared at build time, as by
 * {@code spring-boot:process-aot}, runs orchestrations.
 */
class AheadOfTimeIntegrationTests {

	private static final String CLASS_PATH = System.getProperty("java.class.path");

	private static final List<String> PROPERTIES = List.of("--server.port=0", "--spring.flyway.enabled=false",
			"--spring.jpa.open-in-view=false", "--spring.datasource.url=jdbc:h2:mem:ahead-of-time");

	@TempDir
	private Path directory;

	@Test
	void runsWithBeansThatWerePreparedAtBuildTime() throws Exception {
		Path sources = Files.createDirectory(this.directory.resolve("sources"));
		Path resources = Files.createDirectory(this.directory.resolve("resources"));
		Path classes = Files.createDirectory(this.directory.resolve("classes"));
		List<String> prepare = new ArrayList<>(
				List.of(SpringApplicationAotProcessor.class.getName(), AheadOfTimeApplication.class.getName(),
						sources.toString(), resources.toString(), classes.toString(), "dev.durable", "ahead-of-time"));
		prepare.addAll(PROPERTIES);
		java(CLASS_PATH, prepare);
		String prepared = String.join(System.getProperty("path.separator"), classes.toString(), resources.toString(),
				CLASS_PATH);
		compile(sources, classes, prepared);
		List<String> run = new ArrayList<>(
				List.of("-Dspring.aot.enabled=true", AheadOfTimeApplication.class.getName()));
		run.addAll(PROPERTIES);
		assertThat(java(prepared, run)).contains("Starting AOT-processed AheadOfTimeApplication",
				AheadOfTimeApplication.OUTPUT + "Hello Ada! Goodbye Ada!");
	}

	private String java(String classPath, List<String> arguments) throws IOException, InterruptedException {
		List<String> command = new ArrayList<>();
		Collections.addAll(command, Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-Xmx256m",
				"-XX:TieredStopAtLevel=1", "-cp", classPath);
		command.addAll(arguments);
		Path output = Files.createTempFile(this.directory, "output", ".log");
		Process process = new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(output.toFile()).start();
		try {
			boolean ended = process.waitFor(3, TimeUnit.MINUTES);
			String text = Files.readString(output);
			assertThat(ended).as(text).isTrue();
			assertThat(process.exitValue()).as(text).isZero();
			return text;
		}
		finally {
			process.destroyForcibly();
		}
	}

	private static void compile(Path sources, Path classes, String classPath) throws IOException {
		JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
		try (StandardJavaFileManager files = compiler.getStandardFileManager(null, null, null);
				Stream<Path> found = Files.walk(sources)) {
			List<Path> java = found.filter((file) -> file.toString().endsWith(".java")).toList();
			assertThat(compiler
				.getTask(null, files, null,
						List.of("-proc:none", "-nowarn", "-d", classes.toString(), "-cp", classPath), null,
						files.getJavaFileObjectsFromPaths(java))
				.call()).isTrue();
		}
	}

}
