package dev.durable;

/**
 * On replay, the code of an orchestrator took another decision than its history has. The
 * instance is suspended, nothing is lost: deploy code that fits and resume it.
 */
public final class NonDeterministicOrchestrationException extends DurableException {

	private static final long serialVersionUID = 1L;

	/**
	 * Create the exception.
	 * @param message expected and actual decision side by side, and the likely cause
	 */
	public NonDeterministicOrchestrationException(String message) {
		super(message);
	}

}
