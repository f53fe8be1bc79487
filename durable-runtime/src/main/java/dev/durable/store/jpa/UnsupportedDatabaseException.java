package dev.durable.store.jpa;

/**
 * The store cannot work with the database that it was given.
 */
public final class UnsupportedDatabaseException extends IllegalStateException {

	private static final long serialVersionUID = 1L;

	/**
	 * Create the exception.
	 * @param database product and version of the database
	 */
	public UnsupportedDatabaseException(String database) {
		super(database + " is not supported; Durable needs PostgreSQL 14 or later, or H2 2.4 or later");
	}

}
