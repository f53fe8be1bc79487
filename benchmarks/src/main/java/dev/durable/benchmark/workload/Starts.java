package dev.durable.benchmark.workload;

import java.util.concurrent.atomic.AtomicLong;

import dev.durable.benchmark.meter.Measurement;
import dev.durable.benchmark.system.ActivityBody;
import dev.durable.benchmark.system.BenchmarkedSystem;

/**
 * Orchestrations that complete at once are started, and then their status is read. Over
 * HTTP, what an exchange costs that does nothing is measured besides.
 *
 * @param callers how many at a time
 */
record Starts(int callers) implements Workload {

	@Override
	public Measurement run(CellContext cell) throws Exception {
		AtomicLong number = new AtomicLong();
		String[] last = new String[this.callers];
		int count = cell.scaled(this.callers);
		try (BenchmarkedSystem system = cell.start(count, ActivityBody.ECHO)) {
			Measurement starts = new Throughput().run(cell, count,
					(caller) -> last[caller] = system.start("s" + number.incrementAndGet()));
			Measurement statuses = new Throughput().run(cell, count, (caller) -> system.status(last[caller]));
			if (system.exchangeNothing("s")) {
				Measurement floor = new Throughput().run(cell, count,
						(caller) -> system.exchangeNothing("s" + number.incrementAndGet()));
				starts.put("floor-per-second", floor.get("per-second"))
					.put("floor-jvm-cpu-ms", floor.get("jvm-cpu-ms"));
			}
			return starts.put("statuses-per-second", statuses.get("per-second"))
				.put("status-jvm-cpu-ms", statuses.get("jvm-cpu-ms"));
		}
	}

}
