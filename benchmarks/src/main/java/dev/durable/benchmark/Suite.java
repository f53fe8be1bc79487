package dev.durable.benchmark;

import java.nio.file.Files;

import dev.durable.benchmark.meter.Measurement;
import dev.durable.benchmark.system.SystemType;
import dev.durable.benchmark.workload.WorkloadType;
import org.jspecify.annotations.Nullable;

/**
 * Runs all cells of the table, one after the other, each in a JVM and a database of its
 * own, and prints the table.
 */
public final class Suite {

	private Suite() {
	}

	/**
	 * Run the suite.
	 * @param arguments none; see {@code docs/performance.md} for the system properties
	 */
	public static void main(String[] arguments) throws Exception {
		SuiteOptions options = SuiteOptions.fromSystemProperties();
		Files.createDirectories(options.output());
		ResultTable table = new ResultTable();
		CellProcess processes = new CellProcess(options);
		try (BenchmarkPostgres postgres = new BenchmarkPostgres(options.url(), options.output().resolve("postgres"))) {
			for (WorkloadType workload : options.workloads()) {
				for (SystemType system : options.systems()) {
					String database = postgres.newDatabase();
					Measurement measurement = processes.run(system, workload, database);
					postgres.drop(database);
					report(system, workload, measurement);
					table.add(system, workload, measurement);
				}
			}
		}
		Files.writeString(options.output().resolve("figures.csv"), table.csv());
		Files.writeString(options.output().resolve("table.md"), table.markdown());
		System.out.println();
		System.out.println(table.markdown());
	}

	private static void report(SystemType system, WorkloadType workload, @Nullable Measurement measurement) {
		System.out.printf("%s, %s: %s%n", workload.id(), system.id(),
				(measurement != null) ? measurement.figures() : "n/a");
	}

}
