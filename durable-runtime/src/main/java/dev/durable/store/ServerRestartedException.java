package dev.durable.store;

/**
 * The database server is not the one of the last commit: it has been restarted, or
 * another one has taken its place, which may have lost what was acknowledged. Nothing was
 * written. Before anything is committed again, each instance in memory has to check with
 * {@link ClaimStore#lastTurns} that its last acknowledged turn is there. Each committer
 * throws this once for each such event; its next commit is tried.
 */
public final class ServerRestartedException extends StoreException {

	private static final long serialVersionUID = 1L;

	/**
	 * Create the exception.
	 */
	public ServerRestartedException() {
		super(Kind.UNAVAILABLE,
				"The database server was restarted or replaced; acknowledged turns have to be checked first", null);
	}

}
