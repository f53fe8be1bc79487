package dev.durable.autoconfigure;

import dev.durable.store.jpa.UnsupportedDatabaseException;

import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;

/**
 * {@link AbstractFailureAnalyzer} for {@link UnsupportedDatabaseException}.
 */
class UnsupportedDatabaseFailureAnalyzer extends AbstractFailureAnalyzer<UnsupportedDatabaseException> {

	@Override
	protected FailureAnalysis analyze(Throwable rootFailure, UnsupportedDatabaseException cause) {
		return new FailureAnalysis(cause.getMessage() + ".",
				"Mark a DataSource of a supported database with @DurableDataSource, beside the application's own, "
						+ "or set 'durable.enabled=false'.",
				cause);
	}

}
