package dev.durable.benchmark.workload;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;

import dev.durable.benchmark.meter.Measurement;
import dev.durable.benchmark.meter.ResourceMeter;
import dev.durable.benchmark.meter.ResourceUsage;
import dev.durable.benchmark.system.ActivityBody;
import dev.durable.benchmark.system.BenchmarkedSystem;

/**
 * One orchestration of many activities one after the other: does a step cost more the
 * more there have been?
 *
 * @param activities how many
 */
record LongSequence(int activities) implements Workload {

	private static final int PART = 300;

	@Override
	public Measurement run(CellContext cell) throws Exception {
		int count = Math.max(10, cell.scaled(this.activities));
		int part = Math.min(PART, count / 2);
		StepTimes times = new StepTimes(count);
		try (BenchmarkedSystem system = cell.start(1, times); ResourceMeter meter = cell.meter()) {
			long warm = System.nanoTime() + cell.warmUp().toNanos();
			while (System.nanoTime() < warm) {
				system.runSequential("warm-up", part);
			}
			times.begin();
			ResourceUsage before = meter.read();
			system.runSequential("measured", count);
			ResourceUsage used = meter.read().since(before);
			Measurement measurement = new Measurement().put("first-ms", times.millisPerStep(0, part))
				.put("last-ms", times.millisPerStep(count - part, count))
				.put("first-p50-ms", times.medianMillis(0, part))
				.put("last-p50-ms", times.medianMillis(count - part, count))
				.put("mean-ms", used.seconds() * 1000 / count);
			used.addPerUnit(measurement, count);
			return measurement;
		}
	}

	/**
	 * Takes the time at which each activity begins.
	 */
	private static final class StepTimes implements ActivityBody {

		private final AtomicInteger next = new AtomicInteger();

		private final long[] nanos;

		StepTimes(int steps) {
			this.nanos = new long[steps];
		}

		void begin() {
			this.next.set(0);
		}

		@Override
		public String perform(String payload) {
			int step = this.next.getAndIncrement();
			if (step < this.nanos.length) {
				this.nanos[step] = System.nanoTime();
			}
			return payload;
		}

		double millisPerStep(int from, int to) {
			return (this.nanos[to - 1] - this.nanos[from]) / 1e6 / (to - 1 - from);
		}

		/**
		 * Return what one step of a part takes, without the few in which the disk stalls.
		 */
		double medianMillis(int from, int to) {
			return IntStream.range(from, to - 1)
				.mapToLong((step) -> this.nanos[step + 1] - this.nanos[step])
				.sorted()
				.skip((to - 1 - from) / 2)
				.findFirst()
				.orElseThrow() / 1e6;
		}

	}

}
