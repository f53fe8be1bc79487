package dev.durable.store;

/**
 * The database server has been restarted or replaced, or the connection to it was lost,
 * since the last commit. A failover may lose what was acknowledged, so nothing was
 * written: before anything is committed again, each instance in memory has to check with
 * {@link ClaimStore#lastTurns} that its last acknowledged turn is there. Thrown once for
 * each such event; the next commit is tried.
 */
public final class ServerRestartedException extends StoreException {

	private static final long serialVersionUID = 1L;

	/**
	 * Create the exception.
	 */
	public ServerRestartedException() {
		super(Kind.UNAVAILABLE, "The database was restarted, or the connection to it was lost, since the last commit: "
				+ "acknowledged turns have to be checked first", null);
	}

}
