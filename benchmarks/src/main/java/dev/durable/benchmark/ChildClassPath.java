package dev.durable.benchmark;

import java.io.File;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

import dev.durable.benchmark.system.SystemType;

/**
 * The class path of a cell. Only the observed system has what makes traces and metrics,
 * so that all others are as an application without them.
 */
final class ChildClassPath {

	private static final Pattern OBSERVABILITY = Pattern
		.compile("(micrometer-(core|registry|tracing|jakarta9)|opentelemetry-|spring-boot-(starter-)?"
				+ "(actuator|health|opentelemetry|micrometer-)|context-propagation|HdrHistogram).*");

	private ChildClassPath() {
	}

	static String of(SystemType system) {
		return Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator))
			.filter((entry) -> system == SystemType.DURABLE_OBSERVED
					|| !OBSERVABILITY.matcher(Path.of(entry).getFileName().toString()).matches())
			.map((entry) -> Path.of(entry).toAbsolutePath().toString())
			.collect(Collectors.joining(File.pathSeparator));
	}

}
