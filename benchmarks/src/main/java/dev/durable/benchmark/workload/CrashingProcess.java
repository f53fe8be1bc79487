package dev.durable.benchmark.workload;

import java.nio.file.Path;

import dev.durable.benchmark.system.BenchmarkedSystem;
import dev.durable.benchmark.system.Environment;
import dev.durable.benchmark.system.SystemType;

/**
 * The process that is killed by {@link Crash}.
 */
public final class CrashingProcess {

	private CrashingProcess() {
	}

	/**
	 * Run orchestrations, all at once.
	 * @param arguments system, JDBC URL, number of orchestrations, file for their steps
	 */
	public static void main(String[] arguments) throws Exception {
		int count = Integer.parseInt(arguments[2]);
		try (BenchmarkedSystem system = SystemType.of(arguments[0])
			.start(new Environment(arguments[1], count, new StepLog(Path.of(arguments[3]))))) {
			Callers.join(Callers.start(count,
					(caller) -> system.runSequential(StepLog.key("o" + caller, 0), Crash.ACTIVITIES)));
		}
	}

}
