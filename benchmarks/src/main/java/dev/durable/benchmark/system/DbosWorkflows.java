package dev.durable.benchmark.system;

/**
 * The workflows of {@link DbosSystem}.
 */
interface DbosWorkflows {

	String sequential(int activities, String payload);

	int parallel(int activities, String payload);

	String child(String payload);

	String waiting(int activities, String payload);

}
