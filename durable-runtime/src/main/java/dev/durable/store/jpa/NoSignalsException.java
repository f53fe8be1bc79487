package dev.durable.store.jpa;

/**
 * Signals of other nodes do not get through a connection that otherwise works.
 */
@SuppressWarnings("serial")
final class NoSignalsException extends Exception {

	NoSignalsException(String message) {
		super(message);
	}

}
