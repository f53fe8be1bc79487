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
	 * Called after a thread was started, resumed or lent something, by whoever did that.
	 * A simulation waits here until the thread rests, so that only one thing happens at a
	 * time.
	 * @param code stands for the thread
	 */
	default void resumed(Object code) {
	}

	/**
	 * Called on an orchestrator's thread when it is about to wait or to end, once for
	 * each time that it was started, resumed or lent something by another thread.
	 * @param code stands for the thread
	 */
	default void blocked(Object code) {
	}

}
