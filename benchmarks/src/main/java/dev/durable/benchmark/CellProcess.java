package dev.durable.benchmark;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

import dev.durable.benchmark.system.SystemType;
import dev.durable.benchmark.workload.WorkloadType;
import org.jspecify.annotations.Nullable;

/**
 * A JVM of its own for a {@link Cell}.
 */
final class CellProcess {

	private static final long TIMEOUT_MINUTES = 10;

	private final SuiteOptions options;

	private final Figures figures;

	private volatile @Nullable Process current;

	CellProcess(SuiteOptions options, Figures figures) {
		this.options = options;
		this.figures = figures;
		Runtime.getRuntime().addShutdownHook(new Thread(this::kill));
	}

	private void kill() {
		Process process = this.current;
		if (process != null) {
			process.descendants().forEach(ProcessHandle::destroyForcibly);
			process.destroyForcibly();
		}
	}

	/**
	 * Run a cell. If it has failed, or the system does not support the workload, it
	 * leaves no figures.
	 * @return whether it has not failed
	 */
	boolean run(SystemType system, WorkloadType workload, int round, String url)
			throws IOException, InterruptedException {
		String name = "%s-%s-%d".formatted(workload.id(), system.id(), round);
		Path file = this.figures.file(system, workload, round);
		Path log = this.options.output().resolve(name + ".log");
		Files.deleteIfExists(file);
		Process process = new ProcessBuilder(command(system, workload, url, file)).redirectErrorStream(true)
			.redirectOutput(log.toFile())
			.start();
		this.current = process;
		if (!process.waitFor(TIMEOUT_MINUTES, TimeUnit.MINUTES)) {
			kill();
			process.waitFor();
		}
		boolean failed = process.exitValue() != 0 && process.exitValue() != Cell.UNSUPPORTED;
		if (failed) {
			System.err.printf("%s has failed, see %s%n", name, log);
		}
		return !failed;
	}

	private List<String> command(SystemType system, WorkloadType workload, String url, Path figures) {
		List<String> command = new ArrayList<>();
		command.add(this.options.java(system).resolve("bin/java").toString());
		// one of the databases is in the heap
		command.addAll(List.of("-Xms1g", (system == SystemType.DURABLE_H2_MEMORY) ? "-Xmx8g" : "-Xmx1g"));
		// Else the collections by which the heap is measured have the JVM forget what it
		// has compiled, as if that had not been used for long
		command.add("-XX:-UseCodeCacheFlushing");
		command.addAll(this.options.jvmArguments());
		command.addAll(List.of("-cp", ChildClassPath.of(system)));
		System.getProperties().stringPropertyNames().forEach((name) -> {
			if (name.startsWith("durable.") || name.startsWith("spring.") || name.startsWith("logging.")
					|| name.startsWith("benchmark.")) {
				command.add("-D%s=%s".formatted(name, System.getProperty(name)));
			}
		});
		command.addAll(List.of(Cell.class.getName(), system.id(), workload.id(), url, this.options.warmUp().toString(),
				this.options.duration().toString(), Double.toString(this.options.scale()), figures.toString()));
		return command;
	}

}
