package dev.durable.store;

import org.jspecify.annotations.Nullable;

import org.springframework.dao.DataAccessException;

/**
 * An access to the store failed. The {@link #kind() kind} tells what is known about its
 * effect.
 * <p>
 * It is a {@code DataAccessException}, so that those who handle failures of the database
 * handle this one, too. Spring's controllers take other exceptions with a broken pipe or
 * an end of stream among their causes for a sign that the HTTP client has gone, and
 * answer 200 with nothing.
 */
public class StoreException extends DataAccessException {

	private static final long serialVersionUID = 1L;

	/**
	 * What is known about the effect of a failed access.
	 */
	public enum Kind {

		/**
		 * Nothing happened, and the same access may succeed later: a lock timeout, a
		 * deadlock.
		 */
		RETRYABLE,

		/**
		 * Nothing happened because the database cannot be reached, or the connection was
		 * lost before the commit was sent.
		 */
		UNAVAILABLE,

		/**
		 * Nothing happened, and the same access will fail again: a duplicate key, data
		 * that the database refuses, a message that is not there.
		 */
		DEFINITE,

		/**
		 * Nobody knows whether it happened: the connection was lost while committing.
		 */
		UNKNOWN

	}

	private final Kind kind;

	/**
	 * Create the exception.
	 * @param kind what is known about the effect
	 * @param message what was tried
	 * @param cause what the database said, or {@code null}
	 */
	public StoreException(Kind kind, String message, @Nullable Throwable cause) {
		super(message, cause);
		this.kind = kind;
	}

	/**
	 * Return what is known about the effect.
	 * @return the kind
	 */
	public Kind kind() {
		return this.kind;
	}

}
