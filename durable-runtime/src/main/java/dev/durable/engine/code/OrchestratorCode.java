package dev.durable.engine.code;

import java.lang.reflect.Type;

import dev.durable.OrchestrationContext;
import org.jspecify.annotations.Nullable;

/**
 * What an execution runs.
 */
public interface OrchestratorCode {

	/**
	 * Return the type of the input.
	 * @return the type, {@link Void} if it takes none
	 */
	Type inputType();

	/**
	 * Run from the top to the end.
	 * @param context what to work with
	 * @param input the input, or {@code null}
	 * @return the output, or {@code null}
	 * @throws Throwable what fails the instance
	 */
	@Nullable Object run(OrchestrationContext context, @Nullable Object input) throws Throwable;

}
