package dev.durable.engine;

import java.lang.reflect.Type;

import dev.durable.ActivityContext;
import dev.durable.ActivityLocality;
import org.jspecify.annotations.Nullable;

/**
 * An activity that this node has code for.
 *
 * @param name the name
 * @param inputType the type of the input, {@link Void} if it takes none
 * @param locality on which node it runs
 * @param code the code
 */
public record ActivityDefinition(String name, Type inputType, ActivityLocality locality, Code code) {

	/**
	 * An activity that runs on the node that owns the instance, if that has room.
	 * @param name the name
	 * @param inputType the type of the input, {@link Void} if it takes none
	 * @param code the code
	 */
	public ActivityDefinition(String name, Type inputType, Code code) {
		this(name, inputType, ActivityLocality.PREFER_LOCAL, code);
	}

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
