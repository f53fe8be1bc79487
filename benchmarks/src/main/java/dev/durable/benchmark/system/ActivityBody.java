package dev.durable.benchmark.system;

/**
 * What the activities of a workload do. The same for all systems.
 */
@FunctionalInterface
public interface ActivityBody {

	/**
	 * Return the input.
	 */
	ActivityBody ECHO = (payload) -> payload;

	/**
	 * Do the activity's work.
	 * @param payload its input
	 * @return its result
	 */
	String perform(String payload);

}
