package dev.durable.benchmark.workload;

import java.util.concurrent.atomic.AtomicLong;

import dev.durable.benchmark.meter.Measurement;
import dev.durable.benchmark.system.ActivityBody;
import dev.durable.benchmark.system.BenchmarkedSystem;

/**
 * Orchestrations of some activities one after the other.
 *
 * @param activities how many
 * @param inFlight orchestrations at a time
 */
record Sequential(int activities, int inFlight) implements Workload {

	@Override
	public Measurement run(CellContext cell) throws Exception {
		AtomicLong number = new AtomicLong();
		int callers = cell.scaled(this.inFlight);
		try (BenchmarkedSystem system = cell.start(callers, ActivityBody.ECHO)) {
			return new Throughput().run(cell, callers,
					(caller) -> system.runSequential("o" + number.incrementAndGet(), this.activities));
		}
	}

}
