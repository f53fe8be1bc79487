package dev.durable.autoconfigure;

import dev.durable.store.StoreException;

import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;

/**
 * {@link AbstractFailureAnalyzer} for {@link StoreException}.
 */
class StoreFailureAnalyzer extends AbstractFailureAnalyzer<StoreException> {

	@Override
	protected FailureAnalysis analyze(Throwable rootFailure, StoreException cause) {
		return new FailureAnalysis(String.valueOf(cause.getMessage()),
				"Make sure that the database of the DataSource in which durable orchestrations are kept can be used. "
						+ "A file of H2 can be opened by one process only.",
				cause);
	}

}
