package dev.durable.observation;

/**
 * Carries the message of a failure that was recorded in history into a span.
 */
@SuppressWarnings("serial")
final class FailureInTrace extends RuntimeException {

	FailureInTrace(String message) {
		super(message, null, false, false);
	}

}
