package dev.durable.observation;

import java.time.Duration;

import dev.durable.RuntimeStatus;

/**
 * Is told what an engine does, to count and measure it. Called on the engine's own
 * threads, by many at once: implementations are thread-safe and quick, and do not fail.
 */
public interface EngineListener {

	/**
	 * Does nothing.
	 */
	EngineListener NONE = new EngineListener() {

	};

	/**
	 * An instance has been created, and that is durable or part of a transaction that the
	 * caller will commit.
	 * @param orchestrator the orchestrator
	 */
	default void started(String orchestrator) {
	}

	/**
	 * An instance has finished.
	 * @param orchestrator the orchestrator
	 * @param outcome how
	 * @param duration the time since it could begin
	 */
	default void finished(String orchestrator, RuntimeStatus outcome, Duration duration) {
	}

	/**
	 * A turn has run and is about to be committed.
	 * @param orchestrator the orchestrator
	 * @param duration how long its code took
	 */
	default void turnRan(String orchestrator, Duration duration) {
	}

	/**
	 * An attempt of an activity has ended on this node.
	 * @param activity the activity
	 * @param completed whether it has completed; otherwise it has failed
	 * @param duration how long it took
	 */
	default void activityRan(String activity, boolean completed, Duration duration) {
	}

	/**
	 * A transaction with the turns of one or many instances has been committed.
	 * @param instances how many
	 * @param duration how long that took
	 */
	default void committed(int instances, Duration duration) {
	}

	/**
	 * An instance has been replayed from history.
	 * @param orchestrator the orchestrator
	 * @param events how many events that were, without those of its start
	 */
	default void replayed(String orchestrator, int events) {
	}

	/**
	 * A message of an inbox has become part of the history of its receiver.
	 * @param lag the time from its arrival in the inbox to the turn that consumed it;
	 * negative if the clocks of this node and the database disagree
	 */
	default void delivered(Duration lag) {
	}

	/**
	 * This node has looked for instances to claim.
	 * @param instances how many it got
	 * @param duration how long that took
	 */
	default void claimed(int instances, Duration duration) {
	}

	/**
	 * This node was taken for dead and has lost its instances.
	 */
	default void fenced() {
	}

}
