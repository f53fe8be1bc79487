package dev.durable.engine.code;

import java.lang.reflect.Method;
import java.lang.reflect.Type;

import dev.durable.Activity;
import dev.durable.ActivityContext;
import dev.durable.ActivityOptions;
import org.aopalliance.intercept.MethodInterceptor;
import org.aopalliance.intercept.MethodInvocation;
import org.jspecify.annotations.Nullable;

import org.springframework.aop.ProxyMethodInvocation;
import org.springframework.aop.framework.ProxyFactory;
import org.springframework.aop.target.EmptyTargetSource;
import org.springframework.core.GenericTypeResolver;
import org.springframework.core.annotation.AnnotatedElementUtils;
import org.springframework.util.ClassUtils;
import org.springframework.util.ReflectionUtils;

/**
 * Objects whose methods call activities and wait for their results.
 */
final class ActivityStubs {

	private ActivityStubs() {
	}

	static <T> T create(Class<T> type, ActivityOptions options, Execution execution) {
		ProxyFactory factory = new ProxyFactory();
		factory.setTargetSource(EmptyTargetSource.forClass(type));
		if (type.isInterface()) {
			factory.addInterface(type);
		}
		else {
			factory.setProxyTargetClass(true);
		}
		factory.setOpaque(true);
		factory.addAdvice(new Call(type, options, execution));
		return type.cast(factory.getProxy(type.getClassLoader()));
	}

	/**
	 * One call of a stub's method.
	 */
	private record Call(Class<?> type, ActivityOptions options, Execution execution) implements MethodInterceptor {

		@Override
		@SuppressWarnings("NullAway")
		public @Nullable Object invoke(MethodInvocation invocation) {
			Method method = invocation.getMethod();
			if (ReflectionUtils.isObjectMethod(method)) {
				return objectMethod(method, invocation);
			}
			Activity activity = AnnotatedElementUtils.findMergedAnnotation(method, Activity.class);
			if (activity == null) {
				throw new IllegalStateException("Method '" + method.getName() + "' of " + this.type.getName()
						+ " is not annotated with @Activity, so an orchestrator cannot call it");
			}
			String name = activity.value().isEmpty() ? method.getName() : activity.value();
			Type resultType = GenericTypeResolver.resolveType(method.getGenericReturnType(), this.type);
			return this.execution.calls()
				.callActivity(name, input(invocation.getArguments()), boxed(resultType), this.options)
				.await();
		}

		private static @Nullable Object input(@Nullable Object[] arguments) {
			for (Object argument : arguments) {
				if (argument != null && !(argument instanceof ActivityContext)) {
					return argument;
				}
			}
			return null;
		}

		private static Type boxed(Type type) {
			return (type instanceof Class<?> simple) ? ClassUtils.resolvePrimitiveIfNecessary(simple) : type;
		}

		private @Nullable Object objectMethod(Method method, MethodInvocation invocation) {
			return switch (method.getName()) {
				case "toString" -> "Activities of " + this.type.getName();
				case "hashCode" -> System.identityHashCode(this);
				case "equals" -> ((ProxyMethodInvocation) invocation).getProxy() == invocation.getArguments()[0];
				default -> null;
			};
		}

	}

}
