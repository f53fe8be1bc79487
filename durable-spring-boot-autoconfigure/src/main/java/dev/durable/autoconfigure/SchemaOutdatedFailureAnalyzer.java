package dev.durable.autoconfigure;

import dev.durable.store.jpa.SchemaOutdatedException;

import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;

/**
 * {@link AbstractFailureAnalyzer} for {@link SchemaOutdatedException}.
 */
class SchemaOutdatedFailureAnalyzer extends AbstractFailureAnalyzer<SchemaOutdatedException> {

	@Override
	protected FailureAnalysis analyze(Throwable rootFailure, SchemaOutdatedException cause) {
		String found = (cause.actualVersion() == 0) ? "do not exist"
				: "have version " + cause.actualVersion() + ", but version " + cause.requiredVersion() + " is needed";
		return new FailureAnalysis(
				"The tables in which durable orchestrations are kept " + found
						+ ", and 'durable.schema.mode=never' says that the application must not change them.",
				"Run the script '" + cause.script() + "'" + more(cause) + ", or set 'durable.schema.mode=always'.",
				cause);
	}

	private static String more(SchemaOutdatedException cause) {
		int missing = cause.requiredVersion() - cause.actualVersion();
		return (missing > 1)
				? " and those beside it, up to V" + cause.requiredVersion() + ", in the order of their numbers" : "";
	}

}
