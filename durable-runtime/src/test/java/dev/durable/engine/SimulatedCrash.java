package dev.durable.engine;

/**
 * The process dies at this point.
 */
final class SimulatedCrash extends Error {

	private static final long serialVersionUID = 1L;

	SimulatedCrash() {
		super("crash", null, false, false);
	}

}
