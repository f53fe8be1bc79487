package dev.durable.benchmark.system;

/**
 * One of the systems that are compared. A workload asks it for what it needs; what a
 * system does not have leaves the cell empty. Methods are called from many threads at
 * once.
 */
public interface BenchmarkedSystem extends AutoCloseable {

	/**
	 * Run an orchestration of activities one after the other, each with the result of the
	 * one before as its input. Returns when it is complete and that is durable.
	 * @param key what the input of the first activity begins with, as {@link Payload} has
	 * it
	 * @param activities how many
	 */
	default void runSequential(String key, int activities) throws Exception {
		throw new UnsupportedWorkloadException();
	}

	/**
	 * Run an orchestration of activities all at once and wait for all of them. Returns
	 * when it is complete and that is durable.
	 * @param key what the inputs of its activities begin with
	 * @param activities how many
	 */
	default void runParallel(String key, int activities) throws Exception {
		throw new UnsupportedWorkloadException();
	}

	/**
	 * Run an orchestration as {@link #runSequential} does, but have it claimed by a node
	 * that has not started it.
	 * @param key what the input of the first activity begins with
	 * @param activities how many
	 */
	default void runClaimed(String key, int activities) throws Exception {
		throw new UnsupportedWorkloadException();
	}

	/**
	 * Start an orchestration that completes at once. Returns when the start is durable.
	 * @param key what its input begins with
	 * @return its id
	 */
	default String start(String key) throws Exception {
		throw new UnsupportedWorkloadException();
	}

	/**
	 * Exchange over HTTP what a start does, but start nothing.
	 * @param key makes a payload
	 * @return whether the system is asked over HTTP
	 */
	default boolean exchangeNothing(String key) throws Exception {
		return false;
	}

	/**
	 * Read the status of an orchestration that exists.
	 * @param id the orchestration
	 */
	default void status(String id) throws Exception {
		throw new UnsupportedWorkloadException();
	}

	/**
	 * Start an orchestration that runs activities and then waits for an event. Returns
	 * when the start is durable.
	 * @param key what the input of the first activity begins with
	 * @param activities how many, for those that have other activities before events
	 * @return its id
	 */
	default String startWaiting(String key, int activities) throws Exception {
		throw new UnsupportedWorkloadException();
	}

	/**
	 * Send the event that an orchestration waits for. Returns when it is durable.
	 * @param id the orchestration
	 * @param payload what comes with the event
	 */
	default void raiseEvent(String id, String payload) throws Exception {
		throw new UnsupportedWorkloadException();
	}

	@Override
	void close();

}
