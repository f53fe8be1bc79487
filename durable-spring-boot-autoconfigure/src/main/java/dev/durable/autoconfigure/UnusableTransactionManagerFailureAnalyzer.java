package dev.durable.autoconfigure;

import dev.durable.store.UnusableTransactionManagerException;

import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;

/**
 * {@link AbstractFailureAnalyzer} for {@link UnusableTransactionManagerException}.
 */
class UnusableTransactionManagerFailureAnalyzer extends AbstractFailureAnalyzer<UnusableTransactionManagerException> {

	@Override
	protected FailureAnalysis analyze(Throwable rootFailure, UnusableTransactionManagerException cause) {
		return new FailureAnalysis(cause.description(), cause.action(), cause);
	}

}
