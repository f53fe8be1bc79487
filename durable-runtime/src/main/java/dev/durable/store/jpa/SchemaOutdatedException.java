package dev.durable.store.jpa;

/**
 * The store's tables are missing or older than this version of the library, and it is not
 * to change them itself.
 */
public final class SchemaOutdatedException extends RuntimeException {

	private static final long serialVersionUID = 1L;

	private final int actualVersion;

	private final int requiredVersion;

	private final String script;

	/**
	 * Create the exception.
	 * @param actualVersion the version of the tables, 0 if there are none
	 * @param requiredVersion the version that is needed
	 * @param script the class path location of the script that has to be run next
	 */
	public SchemaOutdatedException(int actualVersion, int requiredVersion, String script) {
		super("The tables of Durable have version %d, but version %d is needed; run the script '%s' first"
			.formatted(actualVersion, requiredVersion, script));
		this.actualVersion = actualVersion;
		this.requiredVersion = requiredVersion;
		this.script = script;
	}

	/**
	 * Return the version of the tables.
	 * @return the version, 0 if there are no tables
	 */
	public int actualVersion() {
		return this.actualVersion;
	}

	/**
	 * Return the version that is needed.
	 * @return the version
	 */
	public int requiredVersion() {
		return this.requiredVersion;
	}

	/**
	 * Return the script that has to be run next.
	 * @return its class path location
	 */
	public String script() {
		return this.script;
	}

}
