package dev.durable.engine;

import java.lang.reflect.Type;

import dev.durable.OrchestrationContext;
import dev.durable.engine.code.OrchestratorCode;
import org.jspecify.annotations.Nullable;

/**
 * An orchestrator that this node has code for.
 *
 * @param name the name
 * @param version the version, empty if it has none
 * @param inputType the type of the input, {@link Void} if it takes none
 * @param code the code
 */
public record OrchestratorDefinition(String name, String version, Type inputType,
		Code code) implements OrchestratorCode {

	@Override
	public @Nullable Object run(OrchestrationContext context, @Nullable Object input) throws Throwable {
		return this.code.run(context, input);
	}

	/**
	 * Code of an orchestrator.
	 */
	@FunctionalInterface
	public interface Code {

		/**
		 * Run from the top to the end.
		 * @param context what to work with
		 * @param input the input, or {@code null}
		 * @return the output, or {@code null}
		 * @throws Throwable what fails the instance
		 */
		@Nullable Object run(OrchestrationContext context, @Nullable Object input) throws Throwable;

	}

}
