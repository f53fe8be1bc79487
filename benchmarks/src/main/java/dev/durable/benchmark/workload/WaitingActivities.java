package dev.durable.benchmark.workload;

import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;

import dev.durable.benchmark.meter.Measurement;
import dev.durable.benchmark.system.BenchmarkedSystem;

/**
 * Activities that wait for others, such as services: throughput is that of the workers,
 * and should grow with the nodes.
 *
 * @param nodes how many nodes the system has
 * @param waitMillis how long an activity waits
 */
record WaitingActivities(int nodes, int waitMillis) implements Workload {

	private static final int WORKERS = 64;

	/** More than workers, so that none is idle. */
	private static final int IN_FLIGHT = 96;

	@Override
	public Measurement run(CellContext cell) throws Exception {
		AtomicLong number = new AtomicLong();
		int inFlight = cell.scaled(IN_FLIGHT * this.nodes);
		try (BenchmarkedSystem system = cell.start(inFlight, this::work,
				Map.of("durable.engine.max-concurrent-activities", WORKERS))) {
			return new Throughput().run(cell, inFlight,
					(caller) -> system.runSequential("o" + number.incrementAndGet(), 10));
		}
	}

	private String work(String payload) {
		long end = System.nanoTime() + this.waitMillis * 1_000_000L;
		for (long rest = end - System.nanoTime(); rest > 0; rest = end - System.nanoTime()) {
			LockSupport.parkNanos(rest);
		}
		return payload;
	}

}
