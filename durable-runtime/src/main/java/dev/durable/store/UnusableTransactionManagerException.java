package dev.durable.store;

import dev.durable.DurableException;
import org.jspecify.annotations.Nullable;

/**
 * Transactional activities cannot run because there is no transaction manager for them.
 * Fails the start of the application.
 */
public final class UnusableTransactionManagerException extends DurableException {

	private static final long serialVersionUID = 1L;

	private final String description;

	private final String action;

	/**
	 * Create the exception.
	 * @param description what is wrong
	 * @param action what to do about it
	 * @param cause what went wrong, or {@code null}
	 */
	public UnusableTransactionManagerException(String description, String action, @Nullable Throwable cause) {
		super(description + " " + action, cause);
		this.description = description;
		this.action = action;
	}

	/**
	 * Return what is wrong.
	 * @return the description, one or more sentences
	 */
	public String description() {
		return this.description;
	}

	/**
	 * Return what to do about it.
	 * @return the action, one or more sentences
	 */
	public String action() {
		return this.action;
	}

}
