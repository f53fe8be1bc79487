package dev.durable.benchmark.system;

import java.util.Arrays;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * The systems by name.
 */
public enum SystemType {

	/** One transaction per step, with plain JDBC: what users would write by hand. */
	RAW("raw", "raw, tx per step", RawSystem::new),

	/**
	 * All waiting steps in one transaction, with plain JDBC: what the database can do.
	 */
	RAW_GROUP("raw-group", "raw, group commit", RawGroupSystem::new),

	/** This product, as a Spring Boot application. */
	DURABLE("durable", "Durable", DurableSystem::new);

	private final String id;

	private final String title;

	private final Function<Environment, BenchmarkedSystem> start;

	SystemType(String id, String title, Function<Environment, BenchmarkedSystem> start) {
		this.id = id;
		this.title = title;
		this.start = start;
	}

	public String id() {
		return this.id;
	}

	public String title() {
		return this.title;
	}

	/**
	 * Start the system on an empty database.
	 * @param environment the database, and what will be asked of it
	 * @return the running system
	 */
	public BenchmarkedSystem start(Environment environment) {
		return this.start.apply(environment);
	}

	/**
	 * Return the system with an id.
	 * @param id the id
	 * @return the system
	 */
	public static SystemType of(String id) {
		return Arrays.stream(values())
			.filter((candidate) -> candidate.id.equals(id))
			.findFirst()
			.orElseThrow(() -> new IllegalArgumentException("No system '%s'; there are %s".formatted(id,
					Arrays.stream(values()).map(SystemType::id).collect(Collectors.joining(", ")))));
	}

}
