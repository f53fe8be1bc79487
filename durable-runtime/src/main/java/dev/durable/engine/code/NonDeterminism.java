package dev.durable.engine.code;

/**
 * Ends the code of an orchestrator that does not fit its history. An {@code Error}, so
 * that no {@code catch (Exception)} sees it.
 */
final class NonDeterminism extends Error {

	private static final long serialVersionUID = 1L;

	NonDeterminism(String message) {
		super(message, null, false, false);
	}

}
