package dev.durable.engine.code;

/**
 * Ends the thread of an orchestrator from inside when the instance leaves memory. An
 * {@code Error}, so that no {@code catch (Exception)} sees it.
 */
final class OrchestratorUnwound extends Error {

	private static final long serialVersionUID = 1L;

	OrchestratorUnwound() {
		super("The orchestration instance is leaving memory; this is not an error of the orchestrator", null, false,
				false);
	}

}
