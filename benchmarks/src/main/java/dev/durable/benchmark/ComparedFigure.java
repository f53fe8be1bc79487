package dev.durable.benchmark;

import dev.durable.benchmark.workload.WorkloadType;

/**
 * The rows of the table that compares systems.
 */
enum ComparedFigure {

	SEQUENTIAL_1("10 sequential activities, 1 in flight, orchestrations/s", WorkloadType.SEQUENTIAL_1, "per-second",
			true),

	SEQUENTIAL_64("the same, 64 in flight", WorkloadType.SEQUENTIAL_64, "per-second", true),

	SEQUENTIAL_256("the same, 256 in flight", WorkloadType.SEQUENTIAL_256, "per-second", true),

	PARALLEL("1,000 parallel activities and a join, p50 ms", WorkloadType.PARALLEL, "p50-ms", false),

	FIRST_STEPS("3,000 sequential activities, ms per step, first 300", WorkloadType.SEQUENCE_3000, "first-ms", false),

	LAST_STEPS("the same, last 300", WorkloadType.SEQUENCE_3000, "last-ms", false),

	FIRST_STEPS_OF_20000("20,000 sequential activities, ms per step, first 300", WorkloadType.SEQUENCE_20000,
			"first-ms", false),

	LAST_STEPS_OF_20000("the same, last 300", WorkloadType.SEQUENCE_20000, "last-ms", false),

	SINGLE("one activity, start to completion, p50 ms", WorkloadType.SINGLE, "p50-ms", false),

	WAITING_STARTS("20,000 waiting for an event, starts/s", WorkloadType.EVENTS, "starts-per-second", true),

	WAITING_HEAP("heap per waiter, bytes", WorkloadType.EVENTS, "heap-per-waiter", false),

	WAITING_CPU("CPU of the JVM while idle, % of a processor", WorkloadType.EVENTS, "idle-cpu-percent", false),

	WAITING_COMPLETED("completed/s once the events are sent", WorkloadType.EVENTS, "completed-per-second", true),

	RECOVERY("kill -9 with 2,000 half done, s from the kill to completion", WorkloadType.CRASH, "seconds-after-kill",
			false),

	RECOVERY_STARTED("the same, s from the end of the start-up", WorkloadType.CRASH, "seconds-after-start", false),

	REPEATED("steps run again", WorkloadType.CRASH, "steps-repeated", false),

	REPEATED_RECORDED("of those, recorded before", WorkloadType.CRASH, "recorded-steps-repeated", false);

	final String title;

	final WorkloadType workload;

	final String figure;

	final boolean higherIsBetter;

	ComparedFigure(String title, WorkloadType workload, String figure, boolean higherIsBetter) {
		this.title = title;
		this.workload = workload;
		this.figure = figure;
		this.higherIsBetter = higherIsBetter;
	}

}
