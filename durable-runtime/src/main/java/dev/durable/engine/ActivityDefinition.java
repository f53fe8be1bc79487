package dev.durable.engine;

import java.lang.reflect.Type;

import dev.durable.ActivityContext;
import org.jspecify.annotations.Nullable;

/**
 * An activity that this node has code for.
 *
 * @param name the name
 * @param inputType the type of the input, {@link Void} if it takes none
 * @param code the code
 */
public record ActivityDefinition(String name, Type inputType, Code code) {

	/**
	 * Code of an activity.
	 */
	@FunctionalInterface
	public interface Code {

		/**
		 * Run once.
		 * @param context what is known about the call
		 * @param input the input, or {@code null}
		 * @return the result, or {@code null}
		 * @throws Throwable what fails this attempt
		 */
		@Nullable Object run(ActivityContext context, @Nullable Object input) throws Throwable;

	}

}
