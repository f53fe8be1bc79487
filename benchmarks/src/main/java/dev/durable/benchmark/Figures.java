package dev.durable.benchmark;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;

import dev.durable.benchmark.meter.Measurement;
import dev.durable.benchmark.system.SystemType;
import dev.durable.benchmark.workload.WorkloadType;

/**
 * The figures of all cells, each in a file of its own.
 */
final class Figures {

	private final Path directory;

	Figures(Path directory) {
		this.directory = directory;
	}

	Path file(SystemType system, WorkloadType workload) {
		return this.directory.resolve("%s-%s.properties".formatted(workload.id(), system.id()));
	}

	Measurement of(SystemType system, WorkloadType workload) throws IOException {
		Path file = file(system, workload);
		return Files.exists(file) ? Measurement.readFrom(file) : new Measurement();
	}

	/**
	 * Forget all.
	 */
	void clear() throws IOException {
		for (WorkloadType workload : WorkloadType.values()) {
			for (SystemType system : SystemType.values()) {
				Files.deleteIfExists(file(system, workload));
			}
		}
	}

	/**
	 * Return all figures, one per line.
	 */
	String csv() throws IOException {
		StringBuilder csv = new StringBuilder("workload,system,figure,value\n");
		for (WorkloadType workload : WorkloadType.values()) {
			for (SystemType system : SystemType.values()) {
				of(system, workload).figures()
					.forEach((name, value) -> csv
						.append(String.format(Locale.ROOT, "%s,%s,%s,%s%n", workload.id(), system.id(), name, value)));
			}
		}
		return csv.toString();
	}

}
