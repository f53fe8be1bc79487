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
 * @param transactionManager the name or qualifier of the transaction manager in whose
 * transaction the code runs and its result is recorded, empty for the only or primary
 * one, or {@code null} if the activity is not transactional
 */
public record ActivityDefinition(String name, Type inputType, ActivityLocality locality, Code code,
		@Nullable String transactionManager) {

	public ActivityDefinition {
		if (transactionManager != null && locality != ActivityLocality.LOCAL) {
			// only the owner of the instance can commit its next turn
			throw new IllegalArgumentException("Activity '" + name + "' is transactional, so it must be local");
		}
	}

	/**
	 * An activity that is not transactional.
	 * @param name the name
	 * @param inputType the type of the input, {@link Void} if it takes none
	 * @param locality on which node it runs
	 * @param code the code
	 */
	public ActivityDefinition(String name, Type inputType, ActivityLocality locality, Code code) {
		this(name, inputType, locality, code, null);
	}

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
