package dev.durable.autoconfigure;

import dev.durable.engine.discovery.InvalidDurableMethodException;

import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;

/**
 * {@link AbstractFailureAnalyzer} for {@link InvalidDurableMethodException}.
 */
class InvalidDurableMethodFailureAnalyzer extends AbstractFailureAnalyzer<InvalidDurableMethodException> {

	@Override
	protected FailureAnalysis analyze(Throwable rootFailure, InvalidDurableMethodException cause) {
		return new FailureAnalysis(cause.description(), cause.action(), cause);
	}

}
