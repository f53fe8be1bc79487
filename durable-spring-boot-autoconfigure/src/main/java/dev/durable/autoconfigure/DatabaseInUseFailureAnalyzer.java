package dev.durable.autoconfigure;

import java.sql.DriverManager;
import java.sql.SQLException;

import org.hibernate.HibernateException;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.boot.diagnostics.FailureAnalyzer;
import org.springframework.core.env.Environment;

/**
 * {@link FailureAnalyzer} for a file of H2 that another process has open, whoever is the
 * first to find that out. Hibernate keeps it to itself: it fails because it does not know
 * the database.
 */
class DatabaseInUseFailureAnalyzer implements FailureAnalyzer {

	private static final int ALREADY_OPEN = 90020;

	private static final String H2 = "jdbc:h2:";

	/**
	 * Nobody, so that a database that is not in use is not entered.
	 */
	private static final String NOBODY = "durable asks whether this is in use";

	private final Environment environment;

	DatabaseInUseFailureAnalyzer(Environment environment) {
		this.environment = environment;
	}

	@Override
	public @Nullable FailureAnalysis analyze(Throwable failure) {
		boolean hibernate = false;
		for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
			if (isInUse(cause)) {
				return analysis(cause, failure);
			}
			hibernate |= cause instanceof HibernateException;
		}
		SQLException inUse = hibernate ? findInUse() : null;
		return (inUse != null) ? analysis(inUse, failure) : null;
	}

	private static FailureAnalysis analysis(Throwable inUse, Throwable failure) {
		return new FailureAnalysis("Another process has the file of the H2 database open: " + inUse.getMessage(),
				"A file of H2 can be opened by one process only, which is one node of the application. Stop the other "
						+ "process, give this one a file of its own, or use PostgreSQL to run several nodes.",
				failure);
	}

	private static boolean isInUse(Throwable cause) {
		return cause instanceof SQLException sql && sql.getErrorCode() == ALREADY_OPEN
				&& String.valueOf(ALREADY_OPEN).equals(sql.getSQLState());
	}

	/**
	 * Ask the database itself. It looks whether somebody has it before it looks who asks.
	 */
	private @Nullable SQLException findInUse() {
		String url = this.environment.getProperty("spring.datasource.url");
		if (url == null || !url.startsWith(H2)) {
			return null;
		}
		try {
			DriverManager.getConnection(url + ";IFEXISTS=TRUE", NOBODY, "").close();
			return null;
		}
		catch (SQLException ex) {
			return isInUse(ex) ? ex : null;
		}
	}

}
