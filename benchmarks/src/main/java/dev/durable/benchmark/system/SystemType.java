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

	/** DBOS Transact. */
	DBOS("dbos", "DBOS", DbosSystem::new),

	/** db-scheduler with chained one-time tasks. */
	DB_SCHEDULER("db-scheduler", "db-scheduler", DbSchedulerSystem::new),

	/** This product, as a Spring Boot application. */
	DURABLE("durable", "Durable", (environment) -> new DurableSystem(environment, DurableSetup.PLAIN)),

	/** The same through its HTTP API. */
	DURABLE_HTTP("durable-http", "Durable, HTTP", (environment) -> new DurableSystem(environment, DurableSetup.http())),

	/** The same with traces and metrics, as the starters of Spring Boot set them up. */
	DURABLE_OBSERVED("durable-observed", "Durable, observed",
			(environment) -> new DurableSystem(environment, DurableSetup.withObservability())),

	/** Two nodes. */
	DURABLE_2_NODES("durable-2-nodes", "Durable, 2 nodes",
			(environment) -> new DurableSystem(environment, DurableSetup.nodes(2))),

	/** Four nodes. */
	DURABLE_4_NODES("durable-4-nodes", "Durable, 4 nodes",
			(environment) -> new DurableSystem(environment, DurableSetup.nodes(4))),

	/** On an H2 file. */
	DURABLE_H2_FILE("durable-h2-file", "Durable, H2 file",
			(environment) -> new DurableSystem(environment, DurableSetup.database(H2.file()))),

	/** On H2 in memory. */
	DURABLE_H2_MEMORY("durable-h2-memory", "Durable, H2 memory",
			(environment) -> new DurableSystem(environment, DurableSetup.database(H2.memory()))),

	/** On another JDK, which is given to the suite. */
	DURABLE_OTHER_JAVA("durable-other-java", "Durable, other JDK",
			(environment) -> new DurableSystem(environment, DurableSetup.PLAIN));

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
	 * Return whether the system leaves the PostgreSQL of its cell alone.
	 * @return whether its database is H2
	 */
	public boolean isOnH2() {
		return this == DURABLE_H2_FILE || this == DURABLE_H2_MEMORY;
	}

	/**
	 * Return queries that tell how far the system is.
	 * @return the queries
	 */
	public Progress progress() {
		return switch (this) {
			case RAW, RAW_GROUP -> throw new UnsupportedWorkloadException();
			case DBOS -> DbosSystem.PROGRESS;
			case DB_SCHEDULER -> DbSchedulerSystem.PROGRESS;
			default -> DurableSystem.PROGRESS;
		};
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
