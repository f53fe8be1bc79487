package dev.durable.benchmark.workload;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

import dev.durable.benchmark.meter.Measurement;
import dev.durable.benchmark.meter.ResourceMeter;
import dev.durable.benchmark.meter.ResourceUsage;
import dev.durable.benchmark.system.ActivityBody;
import dev.durable.benchmark.system.BenchmarkedSystem;
import dev.durable.benchmark.system.Payload;

/**
 * Many orchestrations that wait for an event: how fast they are started, what they cost
 * while they wait, and how fast they are completed once the events are sent.
 *
 * @param waiters how many
 */
record Events(int waiters) implements Workload {

	private static final int CALLERS = 64;

	/** Much of the warm-up is waiting. */
	private static final int WARM_UPS = 3;

	private static final int SETTLING_SECONDS = 60;

	private static final int IDLE_SECONDS = 60;

	@Override
	public Measurement run(CellContext cell) throws Exception {
		int count = cell.scaled(this.waiters);
		try (BenchmarkedSystem system = cell.start(CALLERS, ActivityBody.ECHO);
				ResourceMeter meter = cell.meter();
				Progressing progress = new Progressing(cell.url())) {
			runAll(cell, system, count, progress);
			Measurement measurement = new Measurement();
			double heapBefore = usedHeap();
			Path ids = startAll(system, count, meter, measurement);
			progress.awaitNone(cell.system().progress().inMemory());
			// the compiler still works on what has just run
			Thread.sleep(Duration.ofSeconds(cell.scaled(SETTLING_SECONDS)).toMillis());
			measurement.put("heap-per-waiter", Math.max(0, usedHeap() - heapBefore) / count);
			ResourceUsage before = meter.read();
			Thread.sleep(Duration.ofSeconds(cell.scaled(IDLE_SECONDS)).toMillis());
			ResourceUsage idle = meter.read().since(before);
			measurement.put("idle-cpu-percent", idle.jvmCpuMillis() / idle.seconds() / 10)
				.put("idle-db-cpu-percent", idle.databaseCpuMillis() / idle.seconds() / 10);
			String[] waiting = read(ids);
			before = meter.read();
			raise(system, waiting);
			measurement.put("events-per-second", count / meter.read().since(before).seconds());
			progress.awaitNone(cell.system().progress().unfinished());
			ResourceUsage used = meter.read().since(before);
			measurement.put("completed-per-second", count / used.seconds());
			used.addPerUnit(measurement, count);
			return measurement;
		}
	}

	/**
	 * Warm up: run as many to their end, again and again, on the way that those who are
	 * measured go: none is in memory any more when its event is sent.
	 */
	private static void runAll(CellContext cell, BenchmarkedSystem system, int count, Progressing progress)
			throws Exception {
		long end = System.nanoTime() + cell.warmUp().multipliedBy(WARM_UPS).toNanos();
		do {
			String[] ids = new String[count];
			start(system, ids);
			progress.awaitNone(cell.system().progress().inMemory());
			raise(system, ids);
			progress.awaitNone(cell.system().progress().unfinished());
		}
		while (System.nanoTime() < end);
	}

	/**
	 * Start all.
	 * @return a file of their ids, which are not to be held against what waits
	 */
	private static Path startAll(BenchmarkedSystem system, int count, ResourceMeter meter, Measurement measurement)
			throws Exception {
		String[] ids = new String[count];
		ResourceUsage before = meter.read();
		start(system, ids);
		ResourceUsage used = meter.read().since(before);
		measurement.put("starts-per-second", count / used.seconds())
			.put("start-jvm-cpu-ms", used.jvmCpuMillis() / count)
			.put("start-db-cpu-ms", used.databaseCpuMillis() / count);
		return Files.write(Files.createTempFile("waiting", ".txt"), List.of(ids));
	}

	private static void start(BenchmarkedSystem system, String[] ids) {
		AtomicInteger next = new AtomicInteger();
		Callers.join(Callers.start(CALLERS, (caller) -> {
			for (int i = next.getAndIncrement(); i < ids.length; i = next.getAndIncrement()) {
				ids[i] = system.startWaiting("w" + i, 0);
			}
		}));
	}

	private static String[] read(Path ids) throws IOException {
		List<String> read = Files.readAllLines(ids);
		Files.delete(ids);
		return read.toArray(String[]::new);
	}

	private static void raise(BenchmarkedSystem system, String[] ids) {
		AtomicInteger next = new AtomicInteger();
		Callers.join(Callers.start(CALLERS, (caller) -> {
			for (int i = next.getAndIncrement(); i < ids.length; i = next.getAndIncrement()) {
				system.raiseEvent(ids[i], Payload.of("e" + i));
			}
		}));
	}

	private static double usedHeap() {
		for (int i = 0; i < 3; i++) {
			System.gc();
		}
		return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
	}

}
