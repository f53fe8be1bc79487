package dev.durable.engine.code;

/**
 * Decides what comes after the code of an orchestrator has gone as far as it can. Called
 * on the orchestrator's own thread.
 */
public interface TurnDriver {

	/**
	 * The code waits for something that is not there.
	 * @return whether it is there now, so that the code can go on at once; otherwise it
	 * waits to be resumed
	 */
	boolean blocked();

	/**
	 * The code has ended. Not called when it was unwound.
	 */
	void ended();

}
