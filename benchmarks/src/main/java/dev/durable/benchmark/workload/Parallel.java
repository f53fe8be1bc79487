package dev.durable.benchmark.workload;

import java.util.concurrent.atomic.AtomicLong;

import dev.durable.benchmark.meter.Measurement;
import dev.durable.benchmark.system.ActivityBody;
import dev.durable.benchmark.system.BenchmarkedSystem;

/**
 * Orchestrations of many activities at once and a join, one orchestration at a time.
 *
 * @param activities how many
 */
record Parallel(int activities) implements Workload {

	@Override
	public Measurement run(CellContext cell) throws Exception {
		AtomicLong number = new AtomicLong();
		int count = cell.scaled(this.activities);
		try (BenchmarkedSystem system = cell.start(1, ActivityBody.ECHO)) {
			return new Throughput().run(cell, 1, (caller) -> system.runParallel("o" + number.incrementAndGet(), count));
		}
	}

}
