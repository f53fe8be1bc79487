package dev.durable.autoconfigure;

import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;

/**
 * {@link AbstractFailureAnalyzer} for {@link AmbiguousDataSourceException}.
 */
class AmbiguousDataSourceFailureAnalyzer extends AbstractFailureAnalyzer<AmbiguousDataSourceException> {

	@Override
	protected FailureAnalysis analyze(Throwable rootFailure, AmbiguousDataSourceException cause) {
		return new FailureAnalysis(
				"Durable orchestrations could be kept in any of several DataSources: "
						+ String.join(", ", cause.names()) + ".",
				"Mark one of them with @DurableDataSource, or one that the application uses by default with @Primary.",
				cause);
	}

}
