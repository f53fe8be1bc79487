package dev.durable;

import org.jspecify.annotations.Nullable;

/**
 * Root of the exceptions that the library throws at its users.
 */
public abstract class DurableException extends RuntimeException {

	private static final long serialVersionUID = 1L;

	protected DurableException(String message) {
		super(message);
	}

	protected DurableException(String message, @Nullable Throwable cause) {
		super(message, cause);
	}

}
