package dev.durable.benchmark.workload;

import java.util.Arrays;
import java.util.stream.Collectors;

/**
 * The workloads by name.
 */
public enum WorkloadType {

	/** 10 activities one after the other, one orchestration at a time. */
	SEQUENTIAL_1("sequential-1", new Sequential(10, 1)),

	/** 64 orchestrations at a time. */
	SEQUENTIAL_64("sequential-64", new Sequential(10, 64)),

	/** 256 orchestrations at a time. */
	SEQUENTIAL_256("sequential-256", new Sequential(10, 256));

	private final String id;

	private final Workload workload;

	WorkloadType(String id, Workload workload) {
		this.id = id;
		this.workload = workload;
	}

	public String id() {
		return this.id;
	}

	public Workload workload() {
		return this.workload;
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

}
