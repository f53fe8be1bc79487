package dev.durable.engine.discovery;

import java.lang.reflect.Type;

import dev.durable.ActivityContext;
import dev.durable.ActivityLocality;
import dev.durable.OrchestrationContext;
import dev.durable.engine.ActivityDefinition;
import org.jspecify.annotations.Nullable;

/**
 * Makes the definition of an activity of a method that takes at most one input and, in
 * any position, an {@link ActivityContext}.
 */
final class ActivityMethod {

	private static final int ABSENT = -1;

	private ActivityMethod() {
	}

	static ActivityDefinition definition(DurableMethod method, BeanInvocation invocation) {
		Class<?>[] parameters = method.method().getParameterTypes();
		int context = ABSENT;
		int input = ABSENT;
		for (int i = 0; i < parameters.length; i++) {
			boolean isContext = parameters[i] == ActivityContext.class;
			if ((isContext ? context : input) != ABSENT || parameters[i] == OrchestrationContext.class) {
				throw method.invalid("does not take at most one parameter, the input, besides an ActivityContext",
						"Put several inputs into one record, and leave the OrchestrationContext to orchestrators");
			}
			if (isContext) {
				context = i;
			}
			else {
				input = i;
			}
		}
		Type inputType = (input != ABSENT) ? InputType.of(method, input) : Void.class;
		InputType.requireResult(method);
		String transactionManager = TransactionalMethod.transactionManager(method);
		return new ActivityDefinition(method.name(), inputType,
				(transactionManager != null) ? ActivityLocality.LOCAL : method.locality(),
				new Code(method, invocation, inputType, parameters.length, context, input), transactionManager);
	}

	/**
	 * Puts context and input where the method takes them.
	 */
	private record Code(DurableMethod method, BeanInvocation invocation, Type inputType, int parameters,
			int contextPosition, int inputPosition) implements ActivityDefinition.Code {

		@Override
		public @Nullable Object run(ActivityContext context, @Nullable Object input) throws Throwable {
			@Nullable Object[] arguments = new @Nullable Object[this.parameters];
			if (this.contextPosition != ABSENT) {
				arguments[this.contextPosition] = context;
			}
			if (this.inputPosition != ABSENT) {
				arguments[this.inputPosition] = InputType.require(this.method, this.inputType, input);
			}
			return this.invocation.invoke(arguments);
		}

	}

}
