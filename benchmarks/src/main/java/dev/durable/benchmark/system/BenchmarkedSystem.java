package dev.durable.benchmark.system;

/**
 * One of the systems that are compared. A workload asks it for what it needs; what a
 * system does not have leaves the cell empty. Methods are called from many threads at
 * once and return when what they have started is complete and durable.
 */
public interface BenchmarkedSystem extends AutoCloseable {

	/**
	 * Run an orchestration of activities one after the other, each with the result of the
	 * one before as its input.
	 * @param key what the inputs of its activities begin with, as {@link Payload} has it
	 * @param activities how many
	 */
	default void runSequential(String key, int activities) throws Exception {
		throw new UnsupportedWorkloadException();
	}

	@Override
	void close();

}
