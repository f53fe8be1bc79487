package dev.durable.benchmark;

import java.nio.file.Files;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

import dev.durable.benchmark.system.SystemType;
import dev.durable.benchmark.workload.WorkloadType;

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
		Figures figures = new Figures(options.output());
		if (!options.keep()) {
			figures.clear();
		}
		int failed = 0;
		CellProcess processes = new CellProcess(options, figures);
		try (BenchmarkPostgres postgres = new BenchmarkPostgres(options.url(), options.output().resolve("postgres"))) {
			new RunLog(options, postgres.version()).append();
			for (WorkloadType workload : options.workloads()) {
				figures.clear(workload, options.systems());
				for (int round = 1; round <= options.rounds(); round++) {
					for (SystemType system : inTurn(options.systems(), round)) {
						if (options.isRun(system, workload)) {
							String database = postgres.newDatabase();
							failed += processes.run(system, workload, round, database) ? 0 : 1;
							postgres.drop(database);
							System.out.printf("%s, %s, round %d: %s%n", workload.id(), system.id(), round,
									figures.of(system, workload, round).figures());
						}
					}
				}
			}
		}
		String tables = new ResultTables(figures).markdown();
		Files.writeString(options.output().resolve("figures.csv"), figures.csv());
		Files.writeString(options.output().resolve("tables.md"), tables);
		System.out.println();
		System.out.println(tables);
		System.exit((failed > 0) ? 1 : 0);
	}

	/** Each round begins with another one, because machines change their speed. */
	private static List<SystemType> inTurn(List<SystemType> systems, int round) {
		List<SystemType> inTurn = new ArrayList<>(systems);
		Collections.rotate(inTurn, 1 - round);
		return inTurn;
	}

}
