package dev.durable.benchmark.workload;

import java.util.Arrays;
import java.util.Set;
import java.util.stream.Collectors;

import dev.durable.benchmark.system.SystemType;

/**
 * The workloads by name.
 */
public enum WorkloadType {

	/** 10 activities one after the other, one orchestration at a time. */
	SEQUENTIAL_1("sequential-1", new Sequential(10, 1), Systems.ALL),

	/** 64 orchestrations at a time. */
	SEQUENTIAL_64("sequential-64", new Sequential(10, 64), Systems.ALL_AND_VARIANTS),

	/** 256 orchestrations at a time. */
	SEQUENTIAL_256("sequential-256", new Sequential(10, 256), Systems.ALL),

	/** 1,000 activities at once. */
	PARALLEL("parallel-1000", new Parallel(1000), Systems.WITH_PARALLEL),

	/** 3,000 activities one after the other in one orchestration. */
	SEQUENCE_3000("sequence-3000", new LongSequence(3000), Systems.WITH_STEPS),

	/** 20,000 activities one after the other in one orchestration. */
	SEQUENCE_20000("sequence-20000", new LongSequence(20_000), Systems.OURS),

	/** One activity, start to completion. */
	SINGLE("single", new Sequential(1, 1), Systems.ALL),

	/** 20,000 orchestrations that wait for an event. */
	EVENTS("events-20000", new Events(20_000), Systems.WITH_EVENTS),

	/** 2,000 orchestrations half done when their process is killed. */
	CRASH("crash-2000", new Crash(2000), Systems.WITH_EVENTS),

	/** Starts and statuses in the process and through HTTP. */
	STARTS("starts", new Starts(64), Set.of(SystemType.DURABLE, SystemType.DURABLE_HTTP)),

	/** Activities that wait 50 ms, on one node. */
	NODES_1("nodes-1", new WaitingActivities(1, 50), Systems.OURS),

	/** The same on two. */
	NODES_2("nodes-2", new WaitingActivities(2, 50), Set.of(SystemType.DURABLE_2_NODES)),

	/** The same on four. */
	NODES_4("nodes-4", new WaitingActivities(4, 50), Set.of(SystemType.DURABLE_4_NODES)),

	/** 100,000 rows of history. */
	HISTORY_100K("history-100k", new SequentialBeside(100_000), Systems.OURS),

	/** 10,000,000 rows of history, which take minutes to make. */
	HISTORY_10M("history-10m", new SequentialBeside(10_000_000), Systems.OURS),

	/** 20,000 steps are replayed. */
	REPLAY("replay-20000", new Replay(20_000), Systems.OURS),

	/** Instances are claimed. */
	CLAIMS("claims", new Claims(0), Systems.OURS),

	/** Instances are claimed beside a million others. */
	CLAIMS_1M("claims-1m", new Claims(1_000_000), Systems.OURS);

	private final String id;

	private final Workload workload;

	private final Set<SystemType> systems;

	WorkloadType(String id, Workload workload, Set<SystemType> systems) {
		this.id = id;
		this.workload = workload;
		this.systems = systems;
	}

	public String id() {
		return this.id;
	}

	public Workload workload() {
		return this.workload;
	}

	/**
	 * Return whether the suite runs this workload with a system.
	 * @param system the system
	 * @return whether that makes sense
	 */
	public boolean isFor(SystemType system) {
		return this.systems.contains(system);
	}

	/**
	 * Return the workload with an id.
	 * @param id the id
	 * @return the workload
	 */
	public static WorkloadType of(String id) {
		return Arrays.stream(values())
			.filter((candidate) -> candidate.id.equals(id))
			.findFirst()
			.orElseThrow(() -> new IllegalArgumentException("No workload '%s'; there are %s".formatted(id,
					Arrays.stream(values()).map(WorkloadType::id).collect(Collectors.joining(", ")))));
	}

	/** Constants of an enum cannot use its own constants. */
	private static final class Systems {

		static final Set<SystemType> OURS = Set.of(SystemType.DURABLE);

		static final Set<SystemType> WITH_EVENTS = Set.of(SystemType.DBOS, SystemType.DB_SCHEDULER, SystemType.DURABLE);

		static final Set<SystemType> WITH_PARALLEL = Set.of(SystemType.RAW, SystemType.RAW_GROUP, SystemType.DBOS,
				SystemType.DURABLE);

		static final Set<SystemType> WITH_STEPS = Set.of(SystemType.RAW, SystemType.DBOS, SystemType.DB_SCHEDULER,
				SystemType.DURABLE);

		static final Set<SystemType> ALL = Set.of(SystemType.RAW, SystemType.RAW_GROUP, SystemType.DBOS,
				SystemType.DB_SCHEDULER, SystemType.DURABLE);

		static final Set<SystemType> ALL_AND_VARIANTS = Set.of(SystemType.RAW, SystemType.RAW_GROUP, SystemType.DBOS,
				SystemType.DB_SCHEDULER, SystemType.DURABLE, SystemType.DURABLE_OBSERVED, SystemType.DURABLE_H2_FILE,
				SystemType.DURABLE_H2_MEMORY, SystemType.DURABLE_OTHER_JAVA);

	}

}
