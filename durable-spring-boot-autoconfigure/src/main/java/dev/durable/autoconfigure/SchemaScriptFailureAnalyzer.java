package dev.durable.autoconfigure;

import org.jspecify.annotations.Nullable;

import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.core.NestedExceptionUtils;
import org.springframework.jdbc.datasource.init.ScriptStatementFailedException;

/**
 * {@link AbstractFailureAnalyzer} for {@link ScriptStatementFailedException} of the
 * scripts that create the tables.
 */
class SchemaScriptFailureAnalyzer extends AbstractFailureAnalyzer<ScriptStatementFailedException> {

	private static final String FOLDER = "dev/durable/schema/";

	@Override
	protected @Nullable FailureAnalysis analyze(Throwable rootFailure, ScriptStatementFailedException cause) {
		String message = cause.getMessage();
		if (message == null || !message.contains(FOLDER)) {
			return null;
		}
		return new FailureAnalysis(
				"The tables in which durable orchestrations are kept could not be created or upgraded: "
						+ NestedExceptionUtils.getMostSpecificCause(cause).getMessage(),
				"Allow the user of the DataSource to create tables in its schema, or have the scripts in '" + FOLDER
						+ "' of durable-runtime.jar run by somebody who may, and set 'durable.schema.mode=never'.",
				cause);
	}

}
