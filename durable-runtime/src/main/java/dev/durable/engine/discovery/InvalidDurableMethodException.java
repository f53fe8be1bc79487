package dev.durable.engine.discovery;

import dev.durable.DurableException;

/**
 * A method with {@link dev.durable.Orchestrator @Orchestrator} or
 * {@link dev.durable.Activity @Activity} cannot be used as such. Fails the start of the
 * application.
 */
public final class InvalidDurableMethodException extends DurableException {

	private static final long serialVersionUID = 1L;

	private final String description;

	private final String action;

	/**
	 * Create the exception.
	 * @param description what is wrong, and with which method of which bean
	 * @param action what to write instead
	 */
	public InvalidDurableMethodException(String description, String action) {
		super(description + " " + action);
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
