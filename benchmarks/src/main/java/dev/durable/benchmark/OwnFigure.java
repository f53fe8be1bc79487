package dev.durable.benchmark;

import dev.durable.benchmark.system.SystemType;
import dev.durable.benchmark.workload.WorkloadType;

/**
 * The rows of the table that has only this product in it, each with what it is compared
 * to.
 */
enum OwnFigure {

	STARTS("starts through HTTP/s, against in the process", "per-second", WorkloadType.STARTS, SystemType.DURABLE_HTTP,
			WorkloadType.STARTS, SystemType.DURABLE),

	STATUSES("statuses through HTTP/s, against in the process", "statuses-per-second", WorkloadType.STARTS,
			SystemType.DURABLE_HTTP, WorkloadType.STARTS, SystemType.DURABLE),

	HTTP_FLOOR("requests through HTTP that do nothing/s, against starts through HTTP", "floor-per-second",
			WorkloadType.STARTS, SystemType.DURABLE_HTTP, "per-second", WorkloadType.STARTS, SystemType.DURABLE_HTTP),

	TWO_NODES("activities that wait 50 ms, 2 nodes, orchestrations/s, against 1 node", "per-second",
			WorkloadType.NODES_2, SystemType.DURABLE_2_NODES, WorkloadType.NODES_1, SystemType.DURABLE),

	FOUR_NODES("the same, 4 nodes", "per-second", WorkloadType.NODES_4, SystemType.DURABLE_4_NODES,
			WorkloadType.NODES_1, SystemType.DURABLE),

	OBSERVED("sequential-64 with traces and metrics/s, against without", "per-second", WorkloadType.SEQUENTIAL_64,
			SystemType.DURABLE_OBSERVED, WorkloadType.SEQUENTIAL_64, SystemType.DURABLE),

	OBSERVED_CPU("the same, JVM CPU ms per orchestration", "jvm-cpu-ms", WorkloadType.SEQUENTIAL_64,
			SystemType.DURABLE_OBSERVED, WorkloadType.SEQUENTIAL_64, SystemType.DURABLE),

	OTHER_JAVA("sequential-64 on the other JDK/s, against the first", "per-second", WorkloadType.SEQUENTIAL_64,
			SystemType.DURABLE_OTHER_JAVA, WorkloadType.SEQUENTIAL_64, SystemType.DURABLE),

	H2_FILE("sequential-64 on an H2 file/s, against PostgreSQL", "per-second", WorkloadType.SEQUENTIAL_64,
			SystemType.DURABLE_H2_FILE, WorkloadType.SEQUENTIAL_64, SystemType.DURABLE),

	H2_MEMORY("sequential-64 on H2 in memory/s, against PostgreSQL", "per-second", WorkloadType.SEQUENTIAL_64,
			SystemType.DURABLE_H2_MEMORY, WorkloadType.SEQUENTIAL_64, SystemType.DURABLE),

	HISTORY_100K("sequential-64 beside 100,000 rows of history/s, against none", "per-second",
			WorkloadType.HISTORY_100K, SystemType.DURABLE, WorkloadType.SEQUENTIAL_64, SystemType.DURABLE),

	HISTORY_10M("the same, 10,000,000 rows", "per-second", WorkloadType.HISTORY_10M, SystemType.DURABLE,
			WorkloadType.SEQUENTIAL_64, SystemType.DURABLE),

	HISTORY_10M_CPU("the same, DB CPU ms per orchestration", "db-cpu-ms", WorkloadType.HISTORY_10M, SystemType.DURABLE,
			WorkloadType.SEQUENTIAL_64, SystemType.DURABLE),

	CLAIMS("claimed orchestrations/s beside 1,000,000 idle ones, against none", "per-second", WorkloadType.CLAIMS_1M,
			SystemType.DURABLE, WorkloadType.CLAIMS, SystemType.DURABLE),

	REPLAY("replay of 20,000 steps, ms", "replay-ms", WorkloadType.REPLAY, SystemType.DURABLE, WorkloadType.REPLAY,
			SystemType.DURABLE);

	final String title;

	final String figure;

	final WorkloadType workload;

	final SystemType system;

	final String baseFigure;

	final WorkloadType baseWorkload;

	final SystemType baseSystem;

	OwnFigure(String title, String figure, WorkloadType workload, SystemType system, WorkloadType baseWorkload,
			SystemType baseSystem) {
		this(title, figure, workload, system, figure, baseWorkload, baseSystem);
	}

	OwnFigure(String title, String figure, WorkloadType workload, SystemType system, String baseFigure,
			WorkloadType baseWorkload, SystemType baseSystem) {
		this.title = title;
		this.figure = figure;
		this.workload = workload;
		this.system = system;
		this.baseFigure = baseFigure;
		this.baseWorkload = baseWorkload;
		this.baseSystem = baseSystem;
	}

}
