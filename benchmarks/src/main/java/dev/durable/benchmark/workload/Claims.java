package dev.durable.benchmark.workload;

import java.util.concurrent.atomic.AtomicLong;

import dev.durable.benchmark.meter.Measurement;
import dev.durable.benchmark.system.ActivityBody;
import dev.durable.benchmark.system.BenchmarkedSystem;

/**
 * Orchestrations that are started in transactions of the application and so have to be
 * claimed, beside others that wait for days.
 *
 * @param idle how many wait
 */
record Claims(int idle) implements Workload {

	private static final int CALLERS = 64;

	@Override
	public Measurement run(CellContext cell) throws Exception {
		AtomicLong number = new AtomicLong();
		int callers = cell.scaled(CALLERS);
		try (BenchmarkedSystem system = cell.start(callers, ActivityBody.ECHO)) {
			ExistingRows.addIdle(cell.url(), cell.scaled(this.idle));
			return new Throughput().run(cell, callers,
					(caller) -> system.runClaimed("c" + number.incrementAndGet(), 1));
		}
	}

}
