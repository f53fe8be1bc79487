package dev.durable.engine.discovery;

import java.lang.reflect.GenericArrayType;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.lang.reflect.TypeVariable;
import java.lang.reflect.WildcardType;
import java.util.Arrays;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Future;

import dev.durable.Task;
import org.jspecify.annotations.Nullable;

import org.springframework.core.GenericTypeResolver;

/**
 * Finds out what a method takes as its input, and rejects what cannot be kept as JSON.
 */
final class InputType {

	private InputType() {
	}

	static Type of(DurableMethod method, int parameter) {
		Type declared = method.method().getGenericParameterTypes()[parameter];
		Type resolved = GenericTypeResolver.resolveType(declared, method.beanClass());
		if (hasVariable(resolved)) {
			throw method.invalid(
					"has an input of type '" + declared.getTypeName() + "', which " + method.beanClass().getName()
							+ " leaves open",
					"Say what the input is, by the type of the parameter or as a type argument of the bean's class");
		}
		return resolved;
	}

	private static boolean hasVariable(Type type) {
		if (type instanceof ParameterizedType parameterized) {
			return hasVariable(parameterized.getActualTypeArguments());
		}
		if (type instanceof GenericArrayType array) {
			return hasVariable(array.getGenericComponentType());
		}
		if (type instanceof WildcardType wildcard) {
			return hasVariable(wildcard.getUpperBounds()) || hasVariable(wildcard.getLowerBounds());
		}
		return type instanceof TypeVariable;
	}

	private static boolean hasVariable(Type[] types) {
		return Arrays.stream(types).anyMatch(InputType::hasVariable);
	}

	static void requireResult(DurableMethod method) {
		Class<?> type = method.method().getReturnType();
		if (Future.class.isAssignableFrom(type) || CompletionStage.class.isAssignableFrom(type)
				|| Task.class.isAssignableFrom(type)) {
			throw method.invalid("returns a " + type.getSimpleName() + ", which is not a result yet",
					"Wait for it in the method and return what came of it");
		}
	}

	/**
	 * Return the input if the parameter can take it.
	 */
	static @Nullable Object require(DurableMethod method, Type type, @Nullable Object input) {
		if (input == null && type instanceof Class<?> inputClass && inputClass.isPrimitive()) {
			throw new IllegalArgumentException(method.kind() + " '" + method.displayName() + "' takes an input of type "
					+ inputClass.getName() + " but there was none");
		}
		return input;
	}

}
