package dev.durable.engine.code;

/**
 * Where orchestrators' threads come from.
 */
public interface CodeThreads {

	/**
	 * Start a thread.
	 * @param name its name
	 * @param body what it runs
	 */
	void start(String name, Runnable body);

	/**
	 * Return whether a thread whose code waits may do something else meanwhile.
	 * @return whether there is {@link Execution#lend}
	 */
	default boolean canLend() {
		return false;
	}

	/**
	 * Called after a thread was started or resumed. A simulation waits here until the
	 * code rests, so that only one thing happens at a time.
	 */
	default void resumed() {
	}

	/**
	 * Called on an orchestrator's thread, once for each start or resumption, when it is
	 * about to wait or to end.
	 */
	default void blocked() {
	}

}
