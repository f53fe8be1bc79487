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
	 * A transaction with the turns of one or many instances has been committed.
	 * @param instances how many
	 * @param duration how long that took
	 */
	default void committed(int instances, Duration duration) {
	}

	/**
	 * An instance has been replayed from history.
	 * @param orchestrator the orchestrator
	 * @param turns how many turns it has
	 */
	default void replayed(String orchestrator, int turns) {
	}

	/**
	 * Messages have become part of the history of their receiver.
	 * @param messages how many
	 */
	default void delivered(int messages) {
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
