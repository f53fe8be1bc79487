package dev.durable;

/**
 * Something is larger than a configured limit allows.
 */
public final class LimitExceededException extends DurableException {

	private static final long serialVersionUID = 1L;

	private final String property;

	/**
	 * Create the exception.
	 * @param what what is too large, as the beginning of a sentence
	 * @param actual how large it is, with its unit
	 * @param limit how large it may be, with its unit
	 * @param property the property that sets the limit
	 */
	public LimitExceededException(String what, String actual, String limit, String property) {
		super(what + " has " + actual + ", the limit is " + limit + " (" + property + ")");
		this.property = property;
	}

	/**
	 * Return the name of the property that sets the limit.
	 * @return the property
	 */
	public String property() {
		return this.property;
	}

}
