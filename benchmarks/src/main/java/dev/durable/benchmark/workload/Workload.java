package dev.durable.benchmark.workload;

import dev.durable.benchmark.meter.Measurement;

/**
 * Something to do with a system, and what is measured of it.
 */
public interface Workload {

	/**
	 * Run it in this JVM.
	 * @param cell the system to run it with, the database and how long to run
	 * @return the figures
	 */
	Measurement run(CellContext cell) throws Exception;

}
