package dev.durable.store.jpa;

import java.sql.SQLException;
import java.util.Set;

import dev.durable.store.StoreException;
import dev.durable.store.StoreException.Kind;
import org.jspecify.annotations.Nullable;

/**
 * The one classifier of what databases, drivers and pools throw.
 */
final class StoreErrors {

	/**
	 * Classes of SQL states with which the same data will fail again: data that cannot be
	 * stored, violated constraints, limits of the database.
	 */
	private static final Set<String> DATA = Set.of("22", "23", "54");

	/**
	 * Classes of SQL states that mean that a commit has not happened: rolled back by the
	 * database, violated constraints, bad data, a transaction that has failed before.
	 */
	private static final Set<String> ROLLED_BACK = Set.of("40", "23", "22", "25");

	/**
	 * Classes of SQL states with which nothing at all can be done at present: no
	 * connection, no resources, the server or the database being stopped. H2 has the
	 * states of its own that begin with 90.
	 */
	private static final Set<String> UNREACHABLE = Set.of("08", "53", "57", "58", "90", "F0", "XX");

	private static final String COMPLETION_UNKNOWN = "40003";

	private static final String CANCELED = "57014";

	private static final String TRANSACTION_TIMEOUT = "25P04";

	private StoreErrors() {
	}

	/**
	 * Classify a failure before the commit was sent: nothing will ever have happened.
	 */
	static StoreException beforeCommit(String action, Throwable failure) {
		if (failure instanceof StoreException classified) {
			return classified;
		}
		String state = state(failure);
		if (CANCELED.equals(state)) {
			return exception(Kind.RETRYABLE, action, failure);
		}
		if (state == null || UNREACHABLE.contains(category(state))) {
			return exception(Kind.UNAVAILABLE, action, failure);
		}
		return exception(DATA.contains(category(state)) ? Kind.DEFINITE : Kind.RETRYABLE, action, failure);
	}

	/**
	 * Classify a failure of the commit itself. What is not known to be rolled back is
	 * unknown: a session may also be ended after its commit has become durable.
	 */
	static StoreException atCommit(String action, Throwable failure) {
		String state = state(failure);
		if (state == null || !ROLLED_BACK.contains(category(state)) || COMPLETION_UNKNOWN.equals(state)
				|| TRANSACTION_TIMEOUT.equals(state)) {
			return exception(Kind.UNKNOWN, action, failure);
		}
		return beforeCommit(action, failure);
	}

	/**
	 * Return whether a row or key was locked for longer than the lock timeout.
	 */
	static boolean isLockTimeout(Throwable failure) {
		return "55P03".equals(state(failure));
	}

	private static StoreException exception(Kind kind, String action, Throwable failure) {
		return new StoreException(kind, "Could not " + action + ": " + failure.getMessage(), failure);
	}

	private static String category(String state) {
		return state.substring(0, Math.min(2, state.length()));
	}

	private static @Nullable String state(Throwable failure) {
		for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
			for (Throwable next = cause; next instanceof SQLException ex; next = ex.getNextException()) {
				if (ex.getSQLState() != null) {
					return ex.getSQLState();
				}
			}
		}
		return null;
	}

}
