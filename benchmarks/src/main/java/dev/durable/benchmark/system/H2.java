package dev.durable.benchmark.system;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;

/**
 * URLs of H2 databases, as the documentation has them.
 */
final class H2 {

	private H2() {
	}

	static String file() {
		try {
			return "jdbc:h2:file:%s/app;DB_CLOSE_ON_EXIT=FALSE".formatted(Files.createTempDirectory("benchmark-h2"));
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	static String memory() {
		return "jdbc:h2:mem:benchmark;DB_CLOSE_DELAY=-1";
	}

}
