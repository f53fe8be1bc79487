package dev.durable.benchmark.workload;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

import dev.durable.benchmark.meter.Measurement;
import dev.durable.benchmark.meter.ResourceMeter;
import dev.durable.benchmark.meter.ResourceUsage;

/**
 * A closed loop: a number of callers, each of which does the next thing when the one
 * before is complete. They run through warm-up and measurement without a break.
 */
final class Throughput {

	private final Latencies latencies = new Latencies();

	private volatile boolean stopped;

	/**
	 * Run the loop.
	 * @param cell how long
	 * @param inFlight how many callers
	 * @param call one thing, with the caller's number
	 * @return what was done and used
	 */
	Measurement run(CellContext cell, int inFlight, Callers.Call call) throws Exception {
		try (ResourceMeter meter = cell.meter()) {
			List<CompletableFuture<Void>> callers = Callers.start(inFlight, (caller) -> loop(call, caller));
			waitFor(cell.warmUp(), callers);
			this.latencies.clear();
			ResourceUsage before = meter.read();
			waitFor(cell.duration(), callers);
			Latencies measured = this.latencies.copy();
			ResourceUsage used = meter.read().since(before);
			this.stopped = true;
			Callers.join(callers);
			return measurement(measured, used);
		}
	}

	private void loop(Callers.Call call, int caller) throws Exception {
		while (!this.stopped) {
			long start = System.nanoTime();
			call.run(caller);
			this.latencies.add(System.nanoTime() - start);
		}
	}

	/** Wait, unless a caller fails. */
	private static void waitFor(Duration duration, List<CompletableFuture<Void>> callers) throws Exception {
		CompletableFuture<Object> failed = CompletableFuture.anyOf(callers.toArray(CompletableFuture[]::new));
		try {
			failed.get(duration.toMillis(), TimeUnit.MILLISECONDS);
		}
		catch (TimeoutException ex) {
			return; // as it should be
		}
	}

	private static Measurement measurement(Latencies measured, ResourceUsage used) {
		int completed = measured.size();
		Measurement measurement = new Measurement().put("per-second", completed / used.seconds())
			.put("completed", completed)
			.put("p50-ms", measured.percentileMillis(50))
			.put("p99-ms", measured.percentileMillis(99));
		used.addPerUnit(measurement, completed);
		return measurement;
	}

}
