package dev.durable.benchmark.system;

/**
 * Says that a system has nothing to run a workload with.
 */
public final class UnsupportedWorkloadException extends RuntimeException {

	private static final long serialVersionUID = 1L;

	UnsupportedWorkloadException() {
		super("Not supported by this system");
	}

}
