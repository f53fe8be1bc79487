package dev.durable.engine.discovery;

import java.lang.reflect.Type;

import dev.durable.OrchestrationContext;
import dev.durable.engine.OrchestratorDefinition;

/**
 * Makes the definition of an orchestrator of a method that takes an
 * {@link OrchestrationContext} and at most one further parameter.
 */
final class OrchestratorMethod {

	private OrchestratorMethod() {
	}

	static OrchestratorDefinition definition(DurableMethod method, BeanInvocation invocation) {
		Class<?>[] parameters = method.method().getParameterTypes();
		if (parameters.length == 0 || parameters[0] != OrchestrationContext.class || parameters.length > 2) {
			throw method.invalid("does not take an OrchestrationContext and at most one further parameter, the input",
					"Write it as '" + method.method().getName() + "(OrchestrationContext context)' or '"
							+ method.method().getName() + "(OrchestrationContext context, Input input)'");
		}
		Type inputType = (parameters.length == 2) ? InputType.of(method, 1) : Void.class;
		InputType.requireResult(method);
		return new OrchestratorDefinition(method.name(), method.version(), inputType,
				(parameters.length == 2)
						? (context, input) -> invocation.invoke(context, InputType.require(method, inputType, input))
						: (context, input) -> invocation.invoke(context));
	}

}
