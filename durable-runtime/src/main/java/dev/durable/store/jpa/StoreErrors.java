package dev.durable.store.jpa;

import java.sql.BatchUpdateException;
import java.sql.SQLException;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;

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
	 * Classes of SQL states of connections that cannot be had or have ended, and of a
	 * server that has no room.
	 */
	private static final Set<String> CONNECTION = Set.of("08", "53");

	/**
	 * More of the same: sessions that were ended by an administrator or a timeout, a
	 * server that starts, stops or has become a standby, and H2's closed databases.
	 */
	private static final Set<String> SESSION_ENDED = Set.of("57P01", "57P02", "57P03", "57P04", "57P05", "25P03",
			"25P04", "25006", "90067", "90098", "90121");

	private static final String OUT_OF_MEMORY = "53200";

	/**
	 * Classes of SQL states that mean that a commit has not happened: rolled back by the
	 * database, violated constraints, bad data, a transaction that has failed before.
	 */
	private static final Set<String> ROLLED_BACK = Set.of("40", "23", "22", "25");

	private static final String COMPLETION_UNKNOWN = "40003";

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
		return exception(kind(failure), action, failure);
	}

	private static Kind kind(Throwable failure) {
		SQLException cause = cause(failure);
		if (cause == null) {
			return Kind.DEFINITE;
		}
		String state = cause.getSQLState();
		if (state == null || SESSION_ENDED.contains(state)
				|| (CONNECTION.contains(category(state)) && !OUT_OF_MEMORY.equals(state))) {
			return Kind.UNAVAILABLE;
		}
		return DATA.contains(category(state)) ? Kind.DEFINITE : Kind.RETRYABLE;
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
	 * Classify a failure of a statement that is a transaction of its own. While the
	 * session lives, an error means that nothing has happened; if it does not, that is
	 * unknown.
	 */
	static StoreException atOnce(String action, Throwable failure) {
		String state = state(failure);
		boolean alive = state != null && !SESSION_ENDED.contains(state) && !category(state).equals("08")
				&& !COMPLETION_UNKNOWN.equals(state) && !isOfThisProcess(failure);
		return alive ? beforeCommit(action, failure) : exception(Kind.UNKNOWN, action, failure);
	}

	/**
	 * Classify what came in the way of a statement that is a transaction of its own and
	 * is no error of the database: it may have been written or not.
	 */
	static StoreException unknown(String action, RuntimeException failure) {
		return exception(Kind.UNKNOWN, action, failure);
	}

	/**
	 * Return whether the driver itself has failed, as when it has no memory for an
	 * answer: then the state is not the server's.
	 */
	private static boolean isOfThisProcess(Throwable failure) {
		return Stream.iterate(failure, Objects::nonNull, Throwable::getCause).anyMatch(Error.class::isInstance);
	}

	/**
	 * Return whether a row or key was locked for longer than the lock timeout.
	 */
	static boolean isLockTimeout(Throwable failure) {
		return "55P03".equals(state(failure));
	}

	private static StoreException exception(Kind kind, String action, Throwable failure) {
		return new StoreException(kind, "Could not " + action + ": " + message(failure), failure);
	}

	/**
	 * Return what the failure says. Of a batch, PostgreSQL's driver tells the whole
	 * statement with all values before that, which are not for everybody and may be long.
	 */
	private static @Nullable String message(Throwable failure) {
		for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
			if (cause instanceof BatchUpdateException batch && batch.getNextException() != null) {
				return batch.getNextException().getMessage();
			}
		}
		return failure.getMessage();
	}

	private static String category(String state) {
		return state.substring(0, Math.min(2, state.length()));
	}

	private static @Nullable String state(Throwable failure) {
		SQLException cause = cause(failure);
		return (cause != null) ? cause.getSQLState() : null;
	}

	/**
	 * Find the first exception of the database, one with a state if there is any.
	 */
	private static @Nullable SQLException cause(Throwable failure) {
		SQLException found = null;
		for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
			for (Throwable next = cause; next instanceof SQLException ex; next = ex.getNextException()) {
				if (ex.getSQLState() != null) {
					return ex;
				}
				found = (found != null) ? found : ex;
			}
		}
		return found;
	}

}
