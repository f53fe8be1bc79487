package dev.durable.benchmark.workload;

import java.util.concurrent.atomic.AtomicLong;

import dev.durable.benchmark.meter.Measurement;
import dev.durable.benchmark.system.ActivityBody;
import dev.durable.benchmark.system.BenchmarkedSystem;

/**
 * The usual 10 activities one after the other, 64 orchestrations at a time, in tables
 * that hold the history of others already.
 *
 * @param turns how many rows of history
 */
record SequentialBeside(int turns) implements Workload {

	private static final int CALLERS = 64;

	@Override
	public Measurement run(CellContext cell) throws Exception {
		AtomicLong number = new AtomicLong();
		int callers = cell.scaled(CALLERS);
		try (BenchmarkedSystem system = cell.start(callers, ActivityBody.ECHO)) {
			ExistingRows.addCompleted(cell.url(), cell.scaled(this.turns));
			return new Throughput().run(cell, callers,
					(caller) -> system.runSequential("o" + number.incrementAndGet(), 10));
		}
	}

}
