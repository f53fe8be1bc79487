package dev.durable.benchmark;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

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

	static String of(SystemType system) throws IOException {
		return entries().stream()
			.filter((entry) -> system == SystemType.DURABLE_OBSERVED
					|| !OBSERVABILITY.matcher(Path.of(entry).getFileName().toString()).matches())
			.collect(Collectors.joining(File.pathSeparator));
	}

	private static List<String> entries() throws IOException {
		List<String> entries = Arrays.asList(System.getProperty("java.class.path").split(File.pathSeparator));
		if (entries.size() > 1) {
			return entries;
		}
		// java -jar
		Path jar = Path.of(entries.get(0)).toAbsolutePath();
		try (Stream<Path> libraries = Files.list(jar.resolveSibling("lib"))) {
			return Stream.concat(Stream.of(jar), libraries.sorted()).map(Path::toString).toList();
		}
	}

}
