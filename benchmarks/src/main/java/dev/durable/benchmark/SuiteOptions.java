package dev.durable.benchmark;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Stream;

import dev.durable.benchmark.system.SystemType;
import dev.durable.benchmark.workload.WorkloadType;
import org.jspecify.annotations.Nullable;

/**
 * What to run, from system properties {@code benchmark.*}.
 *
 * @param systems the columns of the table
 * @param workloads its rows
 * @param url the server, or {@code null} to start one
 * @param java the home of the JVM that runs the cells
 * @param otherJava the home of another one, or {@code null}
 * @param jvmArguments further arguments of that JVM
 * @param warmUp how long to run before measuring
 * @param duration how long to measure
 * @param scale what part of the usual amount to run
 * @param rounds how often each cell is run, in turn with the others of its workload
 * @param keep whether the figures of earlier runs are kept for the table
 * @param output directory for everything that is written
 */
record SuiteOptions(List<SystemType> systems, List<WorkloadType> workloads, @Nullable String url, Path java,
		@Nullable Path otherJava, List<String> jvmArguments, Duration warmUp, Duration duration, double scale,
		int rounds, boolean keep, Path output) {

	static SuiteOptions fromSystemProperties() {
		return new SuiteOptions(list("systems", SystemType::of, SystemType.values()),
				list("workloads", WorkloadType::of, WorkloadType.values()), System.getProperty("benchmark.url"),
				Path.of(property("java", System.getProperty("java.home"))),
				System.getProperties().containsKey("benchmark.other-java") ? Path.of(property("other-java", "")) : null,
				Stream.of(property("jvm-arguments", "").split(" ")).filter((argument) -> !argument.isEmpty()).toList(),
				Duration.ofSeconds(Long.parseLong(property("warm-up", "40"))),
				Duration.ofSeconds(Long.parseLong(property("duration", "8"))),
				Double.parseDouble(property("scale", "1")),
				Math.min(Figures.MAX_ROUNDS, Integer.parseInt(property("rounds", "1"))),
				Boolean.parseBoolean(property("keep", "false")), Path.of(property("output", "target/benchmark")));
	}

	private static String property(String name, String defaultValue) {
		return System.getProperty("benchmark." + name, defaultValue);
	}

	private static <T> List<T> list(String name, Function<String, T> parser, T[] all) {
		String ids = property(name, "");
		return ids.isEmpty() ? List.of(all) : Arrays.stream(ids.split(",")).map(parser).toList();
	}

	/**
	 * Whether a cell is run: all that make sense, except those that have to be named.
	 */
	boolean isRun(SystemType system, WorkloadType workload) {
		return workload.isFor(system) && (system != SystemType.DURABLE_OTHER_JAVA || this.otherJava != null)
				&& (workload != WorkloadType.HISTORY_10M || this.workloads.size() < WorkloadType.values().length);
	}

	Path java(SystemType system) {
		return (system == SystemType.DURABLE_OTHER_JAVA && this.otherJava != null) ? this.otherJava : this.java;
	}

}
