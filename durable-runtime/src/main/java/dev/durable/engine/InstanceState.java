package dev.durable.engine;

/**
 * Where an instance in memory is. {@link InstanceLifecycle} takes it from one state to
 * the next: <pre>
 * LOADING --goLive--> IDLE --begin--> RUNNING --end--> COMMITTING --committed--> IDLE
 *                     IDLE --release--> RELEASING --releaseRefused--> IDLE
 *                                                      from anywhere --drop--> GONE
 * </pre>
 */
enum InstanceState {

	/**
	 * Its history is being replayed.
	 */
	LOADING,

	/**
	 * Nothing is under way: whatever comes begins a turn.
	 */
	IDLE,

	/**
	 * A turn is under way, and its code may be running.
	 */
	RUNNING,

	/**
	 * A turn that has run is being written.
	 */
	COMMITTING,

	/**
	 * It is being given back: what a sender waits for has to go through the store.
	 */
	RELEASING,

	/**
	 * It has left memory, for good.
	 */
	GONE;

	/**
	 * Return whether a turn or a release is under way.
	 */
	boolean isBusy() {
		return this == RUNNING || this == COMMITTING || this == RELEASING;
	}

	/**
	 * Return whether its code may be at work, be it on history.
	 */
	boolean mayRunCode() {
		return this == LOADING || this == RUNNING;
	}

	/**
	 * Return whether it is live and nothing of it is being written.
	 */
	boolean isBetweenCommits() {
		return this == IDLE || this == RUNNING;
	}

}
